(* TheoremA.v: theorem A, the complete flip, and what follows for other bounds   *)
(* (theory.md 5A, 5E).                                                         *)
(*                                                                             *)
(*   flipped_sample s == s with every noise vector negated, labels kept          *)
(*   theorem_A_event  == a likely event on which the learner is right on every   *)
(*                       training point, has population loss <= eps, and is      *)
(*                       wrong on every point of the flipped sample             *)
(*   theorem_A        == egen <= eps and eunif >= 1 - eps for delta < 1/3        *)
(*   kl q p           == the binary relative entropy, with values in [0, +oo]    *)
(*   theorem_E        == a bound on kl (emp || pop) that holds for all samples    *)
(*                       and hypotheses of a likely set is >= ln (1/eps) somewhere *)
(*   theorem_E_root   == its square-root form: 2 (emp - pop)^2 <= B gives         *)
(*                       B >= 2 (1 - eps)^2 somewhere                           *)
From Coq Require Import Reals Lra.
From UC Require Import Constants TailReal Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Pairs Setting Witness TheoremB.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Lemma pmap_id R (A : pspace R) n (z : pT (pspow A n)) : pmap (B := A) id z = z.
Proof. by elim: n z => [//|n IH] [x z] /=; rewrite IH. Qed.

Section flipped.
Variables (s b : RR) (m D : nat) (S : setting m s b).
Local Notation Om := (sample S D).
Local Notation h := (@learned RR m s b S D).

Definition flipped_sample (z : pT Om) : pT Om :=
  pmap (B := X D (sL S))
    (fun t : pT (X D (sL S)) => (t.1, pmap (A := psG RR) (B := psG RR) (fun x : RR => - x) t.2)) z.

Local Notation part := (@part RR D m (sL S) (flip RR)).

Lemma part_original z : part false z = z.
Proof.
rewrite /Coupling.part -[RHS](@pmap_id RR (X D (sL S)) m z); congr (pmap _ z).
by apply/funext => -[y v]; rewrite /partX /= -[in RHS](@pmap_id RR (psG RR) D v).
Qed.

Lemma part_flipped z : part true z = flipped_sample z.
Proof. by []. Qed.

Hypothesis m_gt0 : (0 < m)%N.
Let m_neq0 : m%:R != 0 :> RR. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Definition point_margin (w : hyp RR (sK S) D) (z : pT Om) (i : 'I_m) : RR :=
  margin (su S) w (ys (slab S) z i) (zs (sigma b D) z i).

(* the margins of a point and of its flip add up to 2 s                            *)
Lemma margins_add z i : point_margin (h z) z i + point_margin (h z) (flipped_sample z) i = s + s.
Proof.
rewrite /point_margin !(margin_learn m_neq0 (su2 S)); try by move=> *; exact: slab2.
rewrite addrACA -[RHS]addr0; congr (_ + _).
rewrite -big_split big1 //= => j _.
rewrite /ys /zs /flipped_sample !crd_pmap//= -mulrDr -dotDr -scalerDr.
set v := vec _ + vec _; have -> : v = 0.
  by apply/rowP => q; rewrite !mxE crd_pmap//= subrr.
by rewrite scaler0 dotC dot0l mulr0.
Qed.
End flipped.

(* ----- theorem A ---------------------------------------------------------------- *)
Section theorem_A.
Variables (m D : nat) (S : paper m) (gamma delta eps : RR).
Hypothesis m1 : (1 <= m)%N.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta < 1 / 3)%coqR).
Hypothesis He : (0 < eps < 1)%coqR.
Hypothesis HD : (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  3 * INR m * Rpower.ln (INR m / delta) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR.

Local Notation Om := (sample S D).
Local Notation h := (@learned RR m _ _ S D).
Local Notation pop := (@pop RR m _ _ S D gamma).
Local Notation emp := (@emp RR m _ _ S D gamma).

Let m1' : (1 <= INR m)%coqR := INR_ge1 m1.
Let tau : RR := (/ INR m)%coqR.
Let alpha : RR := (1 / 4)%coqR.

Let numbers : [/\ (0 < D)%N, Rlt (IZR 0) (sign_minus (INR m) tau),
  Rle (q_bound (pop_scale 4 32 (INR m) (INR D) gamma alpha)) eps &
  m%:R * exp (flipped_exponent 4 32 (INR D) tau (flip_mgf (INR m) tau)) +
    exp (long_exponent (INR D) alpha) <= delta :> RR].
Proof.
have Hd' : (0 < delta < 1)%coqR by lra.
have [D0 [den [p f]]] := numbers_A _ _ _ _ _ m1' Hg Hd' He HD.
split=> //.
  by move/RltP: D0; rewrite INRE ltr0n.
by rewrite -[m%:R]INRE; apply/RleP.
Qed.

Let D_gt0 : (0 < D)%N. Proof. by case: numbers. Qed.
Let alpha_gt0 : 0 < alpha. Proof. have a0 : (0 < 1 / 4)%coqR by lra. exact/RltP. Qed.
Let gamma0 : 0 <= gamma :> RR := (margin_bounds Hg).1.
Let gamma4 : gamma <= 4%coqR :> RR := (margin_bounds Hg).2.
Let mR : 0 < m%:R :> RR. Proof. by rewrite ltr0n. Qed.

Let e1_gt0 : 0 < m%:R^-1 :> RR. Proof. by rewrite invr_gt0. Qed.
Local Notation tilt := (tilt 32%coqR D tau).
Local Notation sigma := (sigma 32%coqR D).
Let tilt0 : 0 <= tilt.
Proof.
have tau0 : (0 < tau)%coqR by apply: Rinv_0_lt_compat; lra.
apply: divr_ge0; last exact/ltW/paper_b.
by apply: mulr_ge0 => //; apply/ltW/RltP.
Qed.
Let a1 : 0 < 1 + alpha. Proof. by rewrite addr_gt0. Qed.
Let mu0 := mu_gt0 m1 D_gt0 paper_b a1 alpha_gt0.
Let mu1 := mu_sigma_lt1 m1 D_gt0 paper_b a1.
Let q : RR := flip_mgf (INR m) tau.
Let q0 : Rlt (IZR 0) q.
Proof. by have [_ den _ _] := numbers; apply: Rinv_0_lt_compat; exact: sqrt_lt_R0. Qed.
Let jt : joint (flip RR) (tilt * sigma ^+ 2) (rest m (tilt * sigma ^+ 2)) q.
Proof. by rewrite tilt_sigma ?paper_b//; apply: flip_numbers => //; case: numbers. Qed.
Let rare : p_flipped D 4%coqR tilt q / m%:R^-1 +
  p_long D m sigma (mu 32%coqR m D alpha) (radius 32%coqR m alpha) <= delta.
Proof.
by have [_ _ _ le_delta] := numbers; rewrite invrK p_flippedE ?paper_b// p_longE ?paper_b// mulrC.
Qed.

Local Notation weights := (light (D := D) (m := m) sigma (su S) (slab S) (mu 32%coqR m D alpha) (radius 32%coqR m alpha)).
Let mweights : measurable weights := mlight D (su S) (smlab S) (slab2 S) m1 (radius 32%coqR m alpha) mu1.
Let long := heavy_rare D (su S) (smlab S) (slab2 S) m1 (radius 32%coqR m alpha) mu1.

Definition event_A : set (pT Om) :=
  @good RR D m (sK S) sigma (su S) (sL S) (slab S) (flip RR) weights m%:R^-1 tilt.

Lemma event_A_likely : likely (pP Om) delta event_A.
Proof.
have mg := mgood (smlab S) (slab2 S) m1 (su2 S) e1_gt0 mweights jt.
by apply: (event_likely (L := sL S) mg (bad_rare (smlab S) (slab2 S) m1 (su2 S) e1_gt0 mweights long jt)); exact: rare.
Qed.

Theorem theorem_A_event : likely (pP Om) delta event_A /\ forall s, event_A s ->
  [/\ emp (h s) s = 0, pop (h s) <= eps & emp (h s) (flipped_sample s) = 1].
Proof.
split=> [|s As]; first exact: event_A_likely.
have e1m : m%:R^-1 * m%:R <= 1 :> RR by rewrite mulVf ?gt_eqF.
have wrong i : point_margin (h s) (flipped_sample s) i <= 0.
  have := good_right (k := 0) m1 e1_gt0 tilt0 e1m As; rewrite leqn0 sum_nat_eq0 => /forallP/(_ i)/=.
  rewrite eqb0 -leNgt.
  by rewrite /Coupling.flipped part_original part_flipped.
split.
- rewrite /Setting.emp /emploss big1 ?mulr0// => i _.
  have right : 4%coqR + 4%coqR <= point_margin (h s) s i :> RR.
    by rewrite -(margins_add m1 s i) ger_addl; exact: wrong.
  have s4 : 4%coqR <= 4%coqR + 4%coqR :> RR by rewrite ler_addl ltW// paper_s.
  apply: loss_right; first by apply: (lt_le_trans paper_s); exact: le_trans right.
  by apply: (le_trans gamma4); exact: le_trans right.
- have [_ _ small _] := numbers; apply: (short_pop m1 D_gt0 paper_s paper_b gamma0 gamma4 alpha_gt0 small).
  by apply: (lightP mu0); have := good_event As; rewrite part_original.
- rewrite /Setting.emp /emploss (eq_bigr (fun=> 1)) => [|i _].
    by rewrite sumr_const card_ord mulVf ?gt_eqF.
  by apply: loss_wrong; exact: wrong.
Qed.

Theorem theorem_A :
  (egen S D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
have [lA onA] := theorem_A_event; split.
  apply: smallest_le; exists event_A => // s /onA[-> pe _].
  by rewrite subr0.
rewrite -[1 - eps](_ : 1 - 0%:R / m%:R - eps = _); last by rewrite mul0r subr0.
apply: (unif_alg_vacuous_count (smlab S) (slab2 S) m1 (su2 S)
  e1_gt0 tilt0 mweights long jt gamma0 (@flip_meets m D S delta)).
- apply: le_lt_trans rare _; have d3 : (delta < 1 - 2 * delta)%coqR by lra.
  by move/RltP: d3; rewrite RminusE RmultE (IZR_natE 2).
- by have [_ _ small _] := numbers; move=> s /(lightP mu0); exact: (short_pop m1 D_gt0 paper_s paper_b gamma0 gamma4 alpha_gt0 small).
- by rewrite mulVf ?gt_eqF.
Qed.
End theorem_A.

(* ----- theorem E: every other two-sided bound -------------------------------------- *)
Section theorem_E.
Implicit Types q p : RR.

(* a ln (a / b), with 0 ln 0 = 0 and a ln (a / 0) = +oo                            *)
Definition kl_term a b : \bar RR :=
  if a == 0 then 0%E else if b == 0 then +oo%E else (a * exp.ln (a / b))%:E.
Definition kl q p : \bar RR := (kl_term q p + kl_term (1 - q)%R (1 - p)%R)%E.

Lemma kl_1 p eps : 0 <= p -> p <= eps -> 0 < eps -> ((exp.ln (1 / eps))%:E <= kl 1 p)%E.
Proof.
move=> p0 pe e0; rewrite /kl /kl_term oner_eq0 subrr eqxx adde0.
case: eqP => [_|/eqP pn0]; first by rewrite leey.
have pp : 0 < p by rewrite lt_neqAle eq_sym pn0.
by rewrite !div1r mul1r lee_fin ler_ln ?posrE ?invr_gt0// lef_pinv.
Qed.

Variables (m D : nat) (S : paper m) (gamma delta eps : RR).
Hypothesis m1 : (1 <= m)%N.
Hypotheses (Hg : (0 <= gamma < 4)%coqR) (Hd : (0 < delta < 1 / 3)%coqR).
Hypothesis He : (0 < eps < 1)%coqR.
Hypothesis HD : (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
  3 * INR m * Rpower.ln (INR m / delta) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR.

Local Notation Om := (sample S D).
Local Notation h := (@learned RR m _ _ S D).
Local Notation pop := (@pop RR m _ _ S D gamma).
Local Notation emp := (@emp RR m _ _ S D gamma).

Variable G : set (pT Om).
Hypothesis likely_G : likely (pP Om) delta G.

(* every likely set holds a sample and its flip, both in the event of theorem A      *)
Lemma flip_in_likely : exists s, [/\ G s, G (flipped_sample s), pop (h s) <= eps &
  emp (h s) (flipped_sample s) = 1].
Proof.
have [[mA PA] onA] := theorem_A_event S m1 Hg Hd He HD.
have [|w [Aw]] := flip_meets (S := S) likely_G mA.
  rewrite prob_complement//; move: PA; rewrite -[pP Om _]fineK ?prob_fin//.
  rewrite -EFinB lee_fin lte_fin => PA; apply: (@le_lt_trans _ _ delta).
    by rewrite ler_subl_addr -ler_subl_addl.
  have d3 : (delta < 1 - 2 * delta)%coqR by lra.
  by move/RltP: d3; rewrite RminusE RmultE (IZR_natE 2).
rewrite part_original part_flipped => Ga Gc.
by exists w; have [_ small wrong] := onA w Aw.
Qed.

Theorem theorem_E (B : hyp RR (sK S) D -> \bar RR) :
  (forall s S', G s -> G S' -> (kl (emp (h s) S') (pop (h s)) <= B (h s))%E) ->
  exists2 s, G s & ((exp.ln (1 / eps))%:E <= B (h s))%E.
Proof.
move=> bound; have [s [Gs Gf pe one]] := flip_in_likely; exists s => //.
apply: le_trans (bound s _ Gs Gf); rewrite one; apply: kl_1 => //; last by case: He => /RltP.
have g0 : 0 <= gamma :> RR by case: Hg => /RleP.
by have /andP[] := poploss_between (sigma 32%coqR D) (su S) (smlab S) (h s) g0.
Qed.

Theorem theorem_E_root (B : hyp RR (sK S) D -> RR) :
  (forall s S', G s -> G S' -> 2 * (emp (h s) S' - pop (h s)) ^+ 2 <= B (h s)) ->
  exists2 s, G s & 2 * (1 - eps) ^+ 2 <= B (h s).
Proof.
move=> bound; have [s [Gs Gf pe one]] := flip_in_likely; exists s => //.
apply: le_trans (bound s _ Gs Gf); rewrite one ler_pmul2l ?ltr0n// ler_expn2r ?nnegrE//.
- by rewrite subr_ge0; case: He => _ /RltP/ltW.
- by rewrite subr_ge0 (le_trans pe)//; case: He => _ /RltP/ltW.
- by rewrite ler_add2l ler_opp2.
Qed.
End theorem_E.
