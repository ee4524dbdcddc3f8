(* Upper.v: the upper side: where e_gen is large, and where uniform convergence   *)
(* holds.                                                                      *)
(*                                                                             *)
(*   same             == the copies (g, g); same_of_flip: their joint mgf          *)
(*   floor_pop        == |w2|^2 >= b m (1 - alpha) gives v <= poploss            *)
(*   overfits         == overfitting numbers give e_gen >= v                     *)
(*   spread           == |w2|^2 is that long with probability 1 - delta: e_unif_alg <= 1 - v *)
(*   not_all_wrong    == b (1 + alpha) + gamma < s: e_unif_alg <= max (1/2, 1 - 1/m) *)
From Coq Require Import Reals Lra.
From UC Require Import Constants TailReal Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Rotation Law Pairs Setting Tail Loss Witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* ----- a sample beside itself ----------------------------------------------------- *)
Definition same (R : realType) : copies R := Copies (fun _ : bool => pres_id (psG R)).

Lemma same_of_flip (R : realType) (t l q : R) : joint (flip R) t l q -> joint (same R) (- t) l q.
Proof.
move=> [q0 jt]; split=> //; rewrite -jt; apply: (@eq_integral _ _ _ (@gauss R)) => x _.
by congr (expR _)%:E; rewrite /put /=; ring.
Qed.

Section upper.
Variables (s b : RR) (m D : nat) (S : setting m s b) (gamma : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (s0 : 0 < s) (b0 : 0 < b).
Hypothesis gamma0 : 0 <= gamma.
Local Notation Om := (sample S D).
Local Notation h := (@learned RR m s b S D).
Local Notation pop := (@pop RR m s b S D gamma).
Local Notation emp := (@emp RR m s b S D gamma).
Local Notation sig := (sigma b D).
Local Notation sq := (sq sig (su S) (slab S)).
Implicit Type z : pT Om.

Let mR : 0 < m%:R :> RR. Proof. by rewrite ltr0n. Qed.
Let m_neq0 : m%:R != 0 :> RR. Proof. by rewrite gt_eqF. Qed.
Let sig0 : 0 < sig := sigma_gt0 D_gt0 b0.
Let emp01 w z : 0 <= emp w z <= 1. Proof. exact: emploss_between. Qed.
Let pop01 w : 0 <= pop w <= 1. Proof. by apply: poploss_between => //; exact: smlab. Qed.

(* ----- long weights ---------------------------------------------------------------- *)
Section floored.
Variables (alpha c v : RR).
Hypothesis w : floored s b (INR m) (INR D) gamma alpha c v.
Local Notation B := (radius b m (- alpha)).
Local Notation nu := (mu b m D (- alpha)).

Let a01 : 0 < alpha /\ alpha < 1.
Proof. by have [/RltP l /RltP u] := f_alpha w. Qed.
Let a1 : 0 < 1 + - alpha. Proof. by rewrite subr_gt0; case: a01. Qed.
Let B0 : 0 < B := radius_gt0 m_gt0 b0 a1.

Lemma nu_lt0 : nu < 0.
Proof.
rewrite /mu ltr_pdivr_mulr ?mul0r; last by rewrite !mulr_gt0.
by rewrite mulNr oppr_lt0 mulr_gt0 ?ltr0n//; case: a01.
Qed.

Lemma nu_sigma : 2 * (nu * m%:R * sig ^+ 2) < 1.
Proof. exact: mu_sigma_lt1. Qed.

Lemma thinP z : expR (nu * (sq z - B)) < 1 -> B <= sq z.
Proof. by rewrite expR_lt1 nmulr_rlt0 ?nu_lt0// subr_gt0 => /ltW. Qed.

Lemma floor_pop z : B <= sq z -> v <= pop (h z).
Proof.
move=> sB; have [/RleP c0 /RleP c1] := f_step w; have /RleP room := f_room w.
have c01 : 0 <= c <= 1 by rewrite c0 c1.
apply: le_trans (poploss_floor (smlab S) (slab2 S) m_gt0 (su2 S) gamma0 c01 room B0 sig0 sB).
have /RleP := f_pop w; rewrite RmultE RminusE => /le_trans; apply.
rewrite ler_wpmul2l ?subr_ge0// scaleE//.
apply/RleP; apply: (tail_floor _ _ tailQ_of); apply/RleP.
by rewrite -scaleE// divr_ge0 ?subr_ge0// mulr_ge0 ?sqrtr_ge0// ltW.
Qed.

(* ----- e_unif_alg cannot be near 1 -------------------------------------------------- *)
Theorem spread delta : gamma <= s -> (exp (long_exponent (INR D) (- alpha)) <= delta)%coqR ->
  (eunif S D gamma delta <= (1 - v)%:E)%E.
Proof.
move=> gs /RleP rare; apply: smallest_le; exists (light sig (su S) (slab S) nu B).
  by apply: (light_likely (su S) (smlab S) (slab2 S) m_gt0 nu_sigma); rewrite p_longE.
move=> z y /thinP/floor_pop vz _; have /andP[e0 e1] := emp01 (h z) y.
have half : pop (h z) <= 2^-1 := poploss_half (smlab S) (slab2 S) m_gt0 s0 (su2 S) z gamma0 gs sig0.
rewrite ler_norml; apply/andP; split; first by rewrite opprB ler_sub.
rewrite ler_subl_addr; apply: (@le_trans _ _ (1 - v)); last by rewrite ler_addl.
apply: (le_trans half); rewrite ler_subr_addr; apply: le_trans (ler_add (lexx _) (le_trans vz half)) _.
by rewrite -mulr2n -[_ *+ 2]mulr_natr mulVf ?pnatr_eq0.
Qed.
End floored.

(* ----- e_gen is large ---------------------------------------------------------------- *)
Section overfitting.
Variables (delta tau alpha c v : RR).
Hypothesis w : overfitting s b (INR m) (INR D) gamma delta tau alpha c v.
Local Notation B := (radius b m (- alpha)).
Local Notation nu := (mu b m D (- alpha)).
Local Notation t := (tilt b D (- tau)).
Local Notation q := (flip_mgf (INR m) tau).
Let e1 : RR := expR (t * gamma) / m%:R.

Let a1 : 0 < 1 + - alpha. Proof. by rewrite subr_gt0; have [_ /RltP] := f_alpha (o_floor w). Qed.
Let e1_gt0 : 0 < e1. Proof. by rewrite divr_gt0// expR_gt0. Qed.
Let t0 : t <= 0.
Proof. by rewrite /tilt mulNr mulNr oppr_le0 divr_ge0 ?mulr_ge0 ?(ltW b0)//; apply/RleP; exact: (o_tau w). Qed.
Let q0 : Rlt (IZR 0) q. Proof. by apply: flip_mgf_gt0; exact: (o_side w). Qed.

Let jt : joint (same RR) (t * sig ^+ 2) (rest m (t * sig ^+ 2)) q.
Proof.
rewrite tilt_sigma//; have -> : rest m (- tau) = rest m tau by rewrite /rest sqrrN.
by apply: same_of_flip; exact: flip_numbers (o_side w).
Qed.

Local Notation part := (@part RR D m (sL S) (same RR)).
Local Notation weights := (light (D := D) (m := m) sig (su S) (slab S) nu B).
Let mweights : measurable weights := mlight D (su S) (smlab S) (slab2 S) m_gt0 B (nu_sigma (o_floor w)).
Local Notation good := (good (C := same RR) sig (su S) (slab S) weights e1 t).

Lemma overfit_rare : (pP (COm D m (sL S) (same RR)) (~` good) < (1 - delta)%:E)%E.
Proof.
have long := heavy_rare D (su S) (smlab S) (slab2 S) m_gt0 B (nu_sigma (o_floor w)).
apply: le_lt_trans (bad_rare (smlab S) (slab2 S) m_gt0 (su2 S) e1_gt0 mweights long jt) _; rewrite lte_fin p_flippedE// p_longE//.
have /RltP := o_rare w; rewrite RplusE RminusE; apply: le_lt_trans; rewrite ler_add2r le_eqVlt.
apply/orP; left; apply/eqP; rewrite /e1 invf_div mulrCA RmultE; congr (_ * _); first by rewrite INRE.
rewrite -expRN expRE_exp -RmultE -exp_plus; congr exp.
rewrite /flipped_exponent; set l := Rpower.ln _; rewrite !RdivE ?gt_eqF// !to_ring /tilt.
by field; rewrite gt_eqF.
Qed.

Lemma overfit_right (z : pT (COm D m (sL S) (same RR))) i (y := part false z) : good z ->
  gamma < margin (su S) (h y) (ys (slab S) y i) (zs sig y i).
Proof.
rewrite /y => gz; have := good_flipped m_gt0 e1_gt0 gz; rewrite /e1 divfK// (bigD1 i)//=.
set M := flipped _ _ _ _ _; set r := \sum_(_ < _ | _) _ => lt.
have : expR (t * M) < expR (t * gamma) by apply: le_lt_trans lt; rewrite ler_addl sumr_ge0// => j _; exact: exp_ge0.
rewrite ltr_expR; case: (ltgtP t 0) t0 => // [tn _|-> _]; last by rewrite !mul0r ltxx.
by move=> tM; rewrite -(ltr_nmul2l tn); exact: tM.
Qed.

Theorem overfits : (v%:E <= egen S D gamma delta)%E.
Proof.
have pid : pres (A := COm D m (sL S) (same RR)) (B := Om) (part false) := pres_part _ _ _ _ _.
have mE := mgood (smlab S) (slab2 S) m_gt0 (su2 S) e1_gt0 mweights jt.
apply: (e_gen_ge pid mE overfit_rare) => z gz.
have -> : emp (h (part false z)) (part false z) = 0.
  rewrite /Setting.emp /emploss big1 ?mulr0// => i _.
  have r := overfit_right i gz; apply: loss_right; last exact: ltW.
  exact: le_lt_trans r.
rewrite subr0; apply: (floor_pop (o_floor w)); apply: (thinP (o_floor w)).
exact: (good_event gz).
Qed.
End overfitting.

(* ----- without the flip's margin ------------------------------------------------------- *)
Theorem not_all_wrong (delta alpha : RR) : 0 < alpha -> gamma + b * (1 + alpha) < s ->
  (exp (long_exponent (INR D) alpha) <= delta)%coqR ->
  (eunif S D gamma delta <= (Order.max 2^-1 (1 - m%:R^-1))%:E)%E.
Proof.
move=> a0 room /RleP rare; have a1 : 0 < 1 + alpha by rewrite addr_gt0.
have mu0 := mu_gt0 m_gt0 D_gt0 b0 a1 a0; have mu1 := mu_sigma_lt1 m_gt0 D_gt0 b0 a1.
set B := radius b m alpha.
apply: smallest_le; exists (light sig (su S) (slab S) (mu b m D alpha) B).
  by apply: (light_likely (su S) (smlab S) (slab2 S) m_gt0 mu1); rewrite p_longE.
move=> z y /(lightP mu0) sz /(lightP mu0) sy.
pose M i := margin (su S) (h z) (ys (slab S) y i) (zs sig y i).
have ME i : M i = s + dot (h z).2 (ys (slab S) y i *: zs sig y i).
  have := margin_signal m_neq0 (su2 S) (zs sig z) (fun j => slab2 S (crd z j : pT (X D (sL S))).1)
    (h z).2 (zs sig y i) (slab2 S (crd y i : pT (X D (sL S))).1).
  by move=> E; rewrite /M dotZr [X in margin _ X]surjective_pairing; exact: E.
have [i right] : exists i, gamma < M i.
  apply/not_existsP => wrong; have : \sum_(i < m) M i <= m%:R * gamma.
    rewrite -[m in m%:R]card_ord -sumr_const mulr_suml; apply: ler_sum => i _.
    by rewrite mul1r leNgt; apply/negP; exact: wrong.
  apply/negP; rewrite -ltNge (eq_bigr _ (fun i _ => ME i)) big_split /= sumr_const card_ord.
  have -> : \sum_(i < m) dot (h z).2 (ys (slab S) y i *: zs sig y i) = dot (h z).2 (h y).2.
    by rewrite dotC -[(h y).2]/(\sum_j ys (slab S) y j *: zs sig y j) dot_suml; apply: eq_bigr => i _; rewrite dotC.
  have cross : - B <= dot (h z).2 (h y).2.
    have := dot_ge0 ((h z).2 + (h y).2); rewrite dotDl !dotDr (dotC (h y).2 (h z).2).
    set p := dot _ (h y).2; move=> ge0; rewrite -(ler_pmul2l (ltr0n RR 2)) mulrN ler_oppl.
    rewrite [2 * B]mulr_natl [B *+ 2]mulr2n; apply: le_trans (ler_add sz sy); rewrite -subr_ge0 opprK.
    have E x : dot (h x).2 (h x).2 = sq x by [].
    by move: ge0; rewrite !E; congr (0 <= _); ring.
  apply: lt_le_trans (ler_add (lexx _) cross); rewrite ltr_subr_addr -[s *+ m]mulr_natl /B /radius.
  by rewrite [b * m%:R]mulrC -mulrA -mulrDr ltr_pmul2l.
have /andP[p0 _] := pop01 (h z); have /andP[e0 _] := emp01 (h z) y.
have gs : gamma <= s by apply: le_trans (ltW room); rewrite ler_addl mulr_ge0 ?ltW.
have half : pop (h z) <= 2^-1 := poploss_half (smlab S) (slab2 S) m_gt0 s0 (su2 S) z gamma0 gs sig0.
have most : emp (h z) y <= 1 - m%:R^-1.
  rewrite /Setting.emp /emploss (bigD1 i)//= loss_right ?add0r; [|exact: le_lt_trans right|exact: ltW].
  rewrite -ler_pdivl_mull ?invr_gt0// invrK mulrBr mulr1 mulfV//.
  apply: le_trans (ler_sum _ (fun j _ => loss_le1 _ gamma0)) _.
  by rewrite sumr_const cardC1 card_ord -subn1 natrB.
rewrite ler_norml lter_oppl opprB !le_maxr; apply/andP; split.
  by apply/orP; right; apply: le_trans most; rewrite ler_subl_addr ler_addl.
by apply/orP; left; apply: le_trans half; rewrite ler_subl_addr ler_addl.
Qed.
End upper.
