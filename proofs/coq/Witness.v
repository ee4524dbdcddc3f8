(* Witness.v: numbers (Constants.v) prove the two halves of the theorems.        *)
(*                                                                             *)
(*   tilt, radius, mu == the Chernoff witnesses of Pairs.v, from tau and alpha   *)
(*   p_flippedE, p_longE, scaleE == the probabilities as Constants.v has them     *)
(*   long_weights_rare == |w2|^2 > b m (1 + alpha) is as rare as long_tail says        *)
(*   flip_numbers, sign_numbers == the joint mgf of the two kinds of pairs        *)
(*   small_bounds     == generalizing numbers give the three small quantities,    *)
(*                       attained; generalizing_small: egen <= e, and so on       *)
(*   vacuous_pairs    == vacuous numbers give eunif >= 1 - e1 - e2 for any pair    *)
From Coq Require Import Reals.
From UC Require Import Constants TailReal Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Sign Pairs Setting Tail Loss Law ChiSquare.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Lemma IZR_natE n : IZR (Z.of_nat n) = n%:R :> RR.
Proof. by rewrite -INRE INR_IZR_INZ. Qed.

Definition to_ring := (RmultE, RminusE, RplusE, RoppE, RpowE, INRE,
  IZR_natE 1, IZR_natE 2, IZR_natE 4, IZR_natE 8, IZR_natE 32).

Section numbers.
Variables (s b : RR) (m D : nat) (tau alpha : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (b0 : 0 < b) (a1 : 0 < 1 + alpha).

Definition tilt : RR := tau * D%:R / b.
Definition radius : RR := b * m%:R * (1 + alpha).
Definition mu : RR := alpha * D%:R / (2 * b * m%:R * (1 + alpha)).

Let D0 : 0 < D%:R :> RR. Proof. by rewrite ltr0n. Qed.
Let m0 : 0 < m%:R :> RR. Proof. by rewrite ltr0n. Qed.

Local Notation sig := (sigma b D).

Lemma sigma2 : sig ^+ 2 = b / D%:R.
Proof. by rewrite sqr_sqrtr// divr_ge0// ltW. Qed.

Lemma sigma_gt0 : 0 < sig.
Proof. by rewrite sqrtr_gt0 divr_gt0. Qed.

Lemma tilt_sigma : tilt * sig ^+ 2 = tau.
Proof. by rewrite sigma2 /tilt; field; rewrite !gt_eqF. Qed.

Lemma radius_gt0 : 0 < radius. Proof. by rewrite !mulr_gt0. Qed.
Lemma mu_gt0 : 0 < alpha -> 0 < mu. Proof. by move=> a0; rewrite divr_gt0 ?mulr_gt0. Qed.

Lemma mu_sigma : 1 - 2 * (mu * m%:R * sig ^+ 2) = (1 + alpha)^-1.
Proof. by rewrite sigma2 /mu; field; rewrite !gt_eqF. Qed.

Lemma mu_sigma_lt1 : 2 * (mu * m%:R * sig ^+ 2) < 1.
Proof. by rewrite -subr_gt0 mu_sigma invr_gt0. Qed.

Lemma mu_radius : mu * radius = alpha * D%:R / 2.
Proof. by rewrite /mu /radius; field; rewrite !gt_eqF. Qed.

Lemma p_flippedE q : Rlt (IZR 0) q ->
  p_flipped D s tilt q = exp (flipped_exponent s b (INR D) tau q).
Proof.
move=> q0; rewrite /p_flipped -[X in X ^+ _](exp_ln _ q0) -RpowE exp_pow expRE_exp -RmultE -exp_plus.
congr exp; rewrite /flipped_exponent; set l := Rpower.ln _.
rewrite RdivE ?gt_eqF// !to_ring /tilt.
by field; rewrite gt_eqF.
Qed.

Lemma p_longE : p_long D m sig mu radius = exp (long_exponent (INR D) alpha).
Proof.
rewrite /p_long mu_sigma pow_sqrt_exp ?invr_gt0// mu_radius; congr exp.
have a1' : Rlt (IZR 0) (Rplus (IZR 1) alpha) by exact/RltP.
have -> : (1 + alpha)^-1 = Rinv (Rplus (IZR 1) alpha) by rewrite RinvE ?gt_eqF.
rewrite /long_exponent ln_Rinv//; set l := Rpower.ln _.
rewrite !RdivE ?(IZR_natE 2) ?pnatr_eq0// !to_ring.
by field.
Qed.

Lemma scaleE gamma : (s - gamma) / (sig * Num.sqrt radius) =
  pop_scale s b (INR m) (INR D) gamma alpha.
Proof.
have sB : 0 < sig ^+ 2 * radius by rewrite mulr_gt0 ?radius_gt0// exprn_gt0// sigma_gt0.
have qE : Rdiv (Rmult (Rmult (pow b 2) (INR m)) (Rplus (IZR 1) alpha)) (INR D) = sig ^+ 2 * radius.
  rewrite RdivE ?INRE ?gt_eqF// !to_ring sigma2 /radius; field.
  by rewrite gt_eqF.
have sqE : R_sqrt.sqrt (sig ^+ 2 * radius) = sig * Num.sqrt radius.
  by rewrite RsqrtE ?ltW// sqrtrM ?exprn_ge0 ?ltW ?sigma_gt0// sqrtr_sqr gtr0_norm ?sigma_gt0.
rewrite /pop_scale qE sqE RdivE ?to_ring//.
by rewrite gt_eqF// mulr_gt0 ?sigma_gt0// sqrtr_gt0 radius_gt0.
Qed.

(* ----- the two kinds of pairs ---------------------------------------------------- *)
Let mE : m%:R = (m.-1)%:R + 1 :> RR. Proof. by rewrite natr1 prednK. Qed.

Let plusE : 1 - 2 * (rest m tau + tau) = sign_plus (INR m) tau.
Proof. by rewrite /sign_plus /rest !to_ring mE; field. Qed.

Let minusE : 1 - 2 * (rest m tau - tau) = sign_minus (INR m) tau.
Proof. by rewrite /sign_minus /rest !to_ring mE; field. Qed.

Lemma flip_numbers : Rlt (IZR 0) (sign_minus (INR m) tau) ->
  joint (flip RR) tau (rest m tau) (flip_mgf (INR m) tau).
Proof.
rewrite /flip_mgf -minusE => /RltP v0; have := flip_joint v0.
by rewrite RsqrtE ?ltW// RinvE// gt_eqF// sqrtr_gt0.
Qed.

Lemma sign_numbers : 0 <= tau -> Rlt (IZR 0) (sign_plus (INR m) tau) ->
  joint (sign_copies RR) tau (rest m tau) (sign_mix (INR m) tau).
Proof.
move=> tau0; rewrite /sign_mix -plusE -minusE => /RltP plus0.
have minus0 : 0 < 1 - 2 * (rest m tau - tau).
  apply: lt_le_trans plus0 _; rewrite ler_add2l ler_opp2 ler_pmul2l// ler_add2l.
  by rewrite (le_trans _ tau0)// oppr_le0.
have := sign_joint plus0 minus0; rewrite /sign_mgf.
rewrite !RsqrtE ?ltW// !RinvE ?gt_eqF ?sqrtr_gt0// ?(IZR_natE 4)//.
rewrite RdivE ?(IZR_natE 4) ?pnatr_eq0// (IZR_natE 3) !to_ring.
by congr (joint _ _ _ (_ + _ * _)); field.
Qed.
End numbers.

(* ----- long weights ----------------------------------------------------------------- *)
Section long.
Variables (s b : RR) (m D : nat) (S : setting m s b) (alpha p : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (b0 : 0 < b) (alpha0 : 0 < alpha).
Local Notation Om := (sample S D).
Local Notation sig := (sigma b D).
Local Notation B := (radius b m alpha).

Let a1 : 0 < 1 + alpha. Proof. by rewrite addr_gt0. Qed.
Let D0 : 0 < D%:R :> RR. Proof. by rewrite ltr0n. Qed.

Lemma mshort_weights : measurable (short (D := D) (m := m) sig (su S) (slab S) B).
Proof. exact: mshort (smlab S) B. Qed.

Lemma chernoff_rare : Rle (exp (long_exponent (INR D) alpha)) p ->
  (pP Om (~` short (D := D) (m := m) sig (su S) (slab S) B) <= p%:E)%E.
Proof.
move=> /RleP le; have m1 := mu_sigma_lt1 m_gt0 D_gt0 b0 a1; have m0 := mu_gt0 m_gt0 D_gt0 b0 a1 alpha0.
apply: (@le_trans _ _ (p_long D m sig (mu b m D alpha) B)%:E); last by rewrite lee_fin p_longE.
apply: le_trans (heavy_rare D (su S) (smlab S) (slab2 S) m_gt0 B m1); apply: le_measure; rewrite ?inE.
- exact: measurableC mshort_weights.
- exact: measurableC (mlight D (su S) (smlab S) (slab2 S) m_gt0 B m1).
- by move=> z long /(lightP m0).
Qed.

(* the law of |w2|^2 is that of b m/D |g|^2                                            *)
Lemma norm_law : exists2 phi : pT Om -> pT (V RR D), pres phi &
  forall z, sq sig (su S) (slab S) z = m%:R * (b / D%:R) * square_norm (phi z).
Proof.
move: S m_gt0; case: m => [//|n] S' _; exists (@gathered RR D (sL S') (slab S') n).
  exact: (pres_gathered D (smlab S') (slab2 S')).
by move=> z; rewrite sq_law ?sigma2//; exact: slab2.
Qed.

Lemma sharp_rare (nu : RR) : 0 < nu -> nu < 2^-1 ->
  Rle (Rdiv (exp (sharp_exponent (INR D) alpha nu)) (Rmult (Rmult nu (INR D)) alpha)) p ->
  (pP Om (~` short (D := D) (m := m) sig (su S) (slab S) B) <= p%:E)%E.
Proof.
move=> nu0 nu2 le; have [phi pphi law] := norm_law.
have -> : ~` short (D := D) (m := m) sig (su S) (slab S) B = phi @^-1` beyond (D%:R * (1 + alpha)).
  have k0 : 0 < m%:R * (b / D%:R) :> RR by rewrite mulr_gt0 ?ltr0n ?divr_gt0.
  have BE : B = m%:R * (b / D%:R) * (D%:R * (1 + alpha)) by rewrite /radius; field; rewrite gt_eqF.
  apply/seteqP; split=> z; rewrite /short /beyond /= law BE ler_pmul2l// ltNge => /negP//.
rewrite pphi.2; last exact: mbeyond.
rewrite -[pP _ _]fineK ?prob_fin//; last exact: mbeyond.
by rewrite lee_fin; exact: chi_tail le.
Qed.

Lemma long_weights_rare : long_tail (INR D) alpha p -> (pP Om (~` short (D := D) (m := m) sig (su S) (slab S) B) <= p%:E)%E.
Proof.
case=> [|[nu [/RltP nu0 /RltP nu2]]]; first exact: chernoff_rare.
by apply: sharp_rare => //; move: nu2; rewrite RdivE ?(IZR_natE 2) ?pnatr_eq0// div1r.
Qed.
End long.

(* ----- the two halves ------------------------------------------------------------ *)
Section halves.
Variables (s b : RR) (m D : nat) (S : setting m s b) (gamma : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (s0 : 0 < s) (b0 : 0 < b).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= s).
Local Notation Om := (sample S D).
Local Notation h := (@learned RR m s b S D).
Local Notation pop := (@pop RR m s b S D gamma).
Local Notation emp := (@emp RR m s b S D gamma).

Let near (alpha : RR) : 0 < alpha -> 0 < 1 + alpha. Proof. by move=> a0; rewrite addr_gt0. Qed.

Section short.
Variables (alpha e : RR).
Hypotheses (alpha_gt0 : 0 < alpha).
Hypothesis pe : Rle (q_bound (pop_scale s b (INR m) (INR D) gamma alpha)) e.

Lemma short_pop z : sq (sigma b D) (su S) (slab S) z <= radius b m alpha -> pop (h z) <= e.
Proof.
move=> sB; have a1 := near alpha_gt0; have r0 := radius_gt0 m_gt0 b0 a1; have g0 := sigma_gt0 D_gt0 b0.
apply: (le_trans (poploss_le (smlab S) (slab2 S) m_gt0 s0 (su2 S) gamma0 gamma4 r0 g0 sB)).
by rewrite scaleE//; exact/RleP.
Qed.

Lemma short_ge0 : 0 <= e.
Proof.
apply/RleP; apply: Rle_trans pe; apply: (Rle_trans _ _ _ _ (tail_bound _ _ tailQ_of _ _)).
  by apply/RleP; exact: tailQ_ge0.
apply/RleP; rewrite -scaleE// ?near// divr_ge0 ?subr_ge0// mulr_ge0 ?sqrtr_ge0// ltW ?sigma_gt0.
Qed.
End short.

Section generalization.
Variables (delta alpha e : RR).
Hypothesis w : generalizing s b (INR m) (INR D) gamma delta alpha e.
Let alpha_gt0 : 0 < alpha. Proof. by apply/RltP; exact: (g_alpha w). Qed.

Lemma small_bounds :
  [/\ gen_bound (pP Om) h pop emp delta e, above_bound (pP Om) h pop emp delta e &
      zero_bound (pP Om) h pop emp delta e].
Proof.
have a1 := near alpha_gt0.
apply: (generalizes (smlab S) m_gt0 (mshort_weights D S alpha) (long_weights_rare S m_gt0 D_gt0 b0 alpha_gt0 (g_long w)) gamma0 (lexx _)).
- exact: (short_ge0 alpha_gt0 (g_pop w)).
- by move=> z; exact: (short_pop alpha_gt0 (g_pop w)).
Qed.

Lemma generalizing_small : [/\ (egen S D gamma delta <= e%:E)%E,
  (eabove S D gamma delta <= e%:E)%E & (ezero S D gamma delta <= e%:E)%E].
Proof. by have [b1 b2 b3] := small_bounds; split; exact: smallest_le. Qed.
End generalization.

Section vacuity.
Variables (C : copies RR) (delta kappa q tau alpha e1 e2 : RR).
Hypothesis jt : joint C tau (rest m tau) q.
Hypothesis meet : meets (A := COm D m (sL S) C) (B := Om)
  (@part RR D m (sL S) C false) (@part RR D m (sL S) C true) delta kappa.
Hypothesis w : vacuous s b (INR m) (INR D) gamma kappa q tau alpha e1 e2.

Let alpha_gt0 : 0 < alpha. Proof. by apply/RltP; exact: (v_alpha w). Qed.
Let a1 := near alpha_gt0.
Let e1_gt0 : 0 < e1. Proof. by apply/RltP; exact: (v_e1 w). Qed.
Let tilt0 : 0 <= tilt b D tau.
Proof. by rewrite divr_ge0 ?mulr_ge0 ?(ltW b0)//; apply/RleP; exact: (v_tau w). Qed.
Let jt' : joint C (tilt b D tau * sigma b D ^+ 2) (rest m (tilt b D tau * sigma b D ^+ 2)) q.
Proof. by rewrite tilt_sigma. Qed.
Let rare : exists2 p : RR, (pP Om (~` short (D := D) (m := m) (sigma b D) (su S) (slab S) (radius b m alpha)) <= p%:E)%E &
  p_flipped D s (tilt b D tau) q / e1 + p < kappa.
Proof.
have [p long le] := v_pair w; exists p; first exact: (long_weights_rare S).
rewrite p_flippedE//; last exact: (v_mgf w).
by move/RltP: le; rewrite RplusE (RdivE _ (lt0r_neq0 e1_gt0)).
Qed.
Let small z : short (D := D) (m := m) (sigma b D) (su S) (slab S) (radius b m alpha) z -> pop (h z) <= e2.
Proof. exact: (short_pop alpha_gt0 (v_pop w)). Qed.

Theorem vacuous_pairs : ((1 - e1 - e2)%:E <= eunif S D gamma delta)%E.
Proof.
have [p long le] := rare.
exact: (unif_alg_vacuous (smlab S) (slab2 S) m_gt0 (su2 S) e1_gt0 tilt0 (mshort_weights D S alpha) long jt' gamma0 meet le small).
Qed.

(* with e1 m <= k + 1 at most k flipped points are right                              *)
Theorem vacuous_count (k : nat) : e1 * m%:R <= k.+1%:R ->
  ((1 - k%:R / m%:R - e2)%:E <= eunif S D gamma delta)%E.
Proof.
have [p long le] := rare.
exact: (unif_alg_vacuous_count (smlab S) (slab2 S) m_gt0 (su2 S) e1_gt0 tilt0 (mshort_weights D S alpha) long jt' gamma0 meet le small).
Qed.
End vacuity.
End halves.
