(* Witness.v: a numerical witness (Constants.v) proves the theorem.              *)
(*                                                                             *)
(*   tilt, radius, mu == the Chernoff witnesses of Pairs.v, from tau and alpha   *)
(*   p_flipE, p_longE, popE == the three probabilities as Constants.v has them  *)
(*   witness_bounds   == a witness gives the three small quantities, attained     *)
(*   witness_small    == hence egen <= eps, and likewise the other two          *)
(*   witness_pairs    == a witness gives eunif >= 1 - eps                       *)
From Coq Require Import Reals.
From UC Require Import Constants Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Coupling Pairs Setting.

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
  IZR_natE 1, IZR_natE 2, IZR_natE 4, IZR_natE 8, IZR_natE 32, IZR_natE 2048).

Section numbers.
Variables (m D : nat) (rho tau alpha : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N) (alpha_gt0 : 0 < alpha).

Definition tilt : RR := tau * D%:R / 32%:R.
Definition radius : RR := 32%:R * m%:R * (1 + alpha).
Definition mu : RR := alpha * D%:R / (64%:R * m%:R * (1 + alpha)).

Let D0 : 0 < D%:R :> RR. Proof. by rewrite ltr0n. Qed.
Let m0 : 0 < m%:R :> RR. Proof. by rewrite ltr0n. Qed.
Let a1 : 0 < 1 + alpha. Proof. by rewrite addr_gt0. Qed.

Local Notation sig := (sigma RR D).

Lemma sigma2 : sig ^+ 2 = 32%:R / D%:R.
Proof. by rewrite sqr_sqrtr// divr_ge0. Qed.

Lemma sigma_gt0 : 0 < sig.
Proof. by rewrite sqrtr_gt0 divr_gt0. Qed.

Lemma tilt_sigma : tilt * sig ^+ 2 = tau.
Proof. by rewrite sigma2 /tilt; field; rewrite gt_eqF. Qed.

Lemma radius_gt0 : 0 < radius. Proof. by rewrite !mulr_gt0. Qed.
Lemma mu_gt0 : 0 < mu. Proof. by rewrite divr_gt0 ?mulr_gt0. Qed.

Lemma mu_sigma : 1 - 2 * (mu * m%:R * sig ^+ 2) = (1 + alpha)^-1.
Proof. by rewrite sigma2 /mu; field; rewrite !gt_eqF. Qed.

Lemma mu_radius : mu * radius = alpha * D%:R / 2.
Proof. by rewrite /mu /radius; field; rewrite !gt_eqF. Qed.

Lemma denomE (x : RR) : denom m rho x = denominator rho (INR m) x.
Proof. by rewrite /denominator !to_ring. Qed.

Lemma p_flipE : 0 < denominator rho (INR m) tau ->
  p_flip D m sig rho tilt = exp (flip_exponent rho (INR m) (INR D) tau).
Proof.
rewrite -denomE => den; rewrite /p_flip tilt_sigma mulrC pow_sqrt_exp// denomE.
congr exp; rewrite /flip_exponent; set l := Rpower.ln _.
rewrite !RdivE ?(IZR_natE 2) ?(IZR_natE 4) ?pnatr_eq0// !to_ring /tilt.
by field.
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

Lemma popE gamma : expR (- ((4%:R - gamma) ^+ 2 / (2 * sig ^+ 2 * radius))) =
  exp (pop_exponent (INR m) (INR D) gamma alpha).
Proof.
rewrite expRE_exp; congr exp; rewrite /pop_exponent RdivE; last first.
  by rewrite !to_ring !mulf_neq0// ?gt_eqF.
rewrite !to_ring sigma2 /radius; field.
by rewrite !gt_eqF.
Qed.
End numbers.

(* ----- the theorem ------------------------------------------------------------- *)
Section theorem.
Variables (m D : nat) (S : setting RR m).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N).
Variables (k : nat) (rho : RR) (C : coupling k rho).
Variables (gamma delta eps kappa tau alpha e1 e2 : RR).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= 4%:R).
Hypothesis w : witness rho (INR m) (INR D) gamma delta eps kappa (INR 'C(k, 2)) tau alpha e1 e2.

Let alpha_gt0 : 0 < alpha. Proof. by apply/RltP; exact: (w_alpha w). Qed.

Lemma witness_bounds :
  [/\ gen_bound (pP (sample S D)) (@learned RR m S D) (@pop RR m S D gamma) (@emp RR m S D gamma) delta e2,
      above_bound (pP (sample S D)) (@learned RR m S D) (@pop RR m S D gamma) (@emp RR m S D gamma) delta e2 &
      zero_bound (pP (sample S D)) (@learned RR m S D) (@pop RR m S D gamma) (@emp RR m S D gamma) delta e2].
Proof.
have mu1 : 2 * (mu m D alpha * m%:R * sigma RR D ^+ 2) < 1.
  by rewrite -subr_gt0 mu_sigma// invr_gt0 addr_gt0.
apply: (generalizes (D := D) (smlab S) (slab2 S) m_gt0 (su2 S)
  (sigma_gt0 D_gt0) gamma0 gamma4 (radius_gt0 m_gt0 alpha_gt0)
  (mu_gt0 m_gt0 D_gt0 alpha_gt0) mu1).
- by rewrite p_longE//; apply/RleP; exact: (w_gen w).
- by rewrite popE//; apply/RleP; exact: (w_pop w).
Qed.

Lemma witness_e2 : e2 <= eps.
Proof.
apply: (@le_trans _ _ (e1 + e2)); last by apply/RleP; exact: (w_split w).
by rewrite ler_addr; apply/ltW/RltP; exact: (w_e1 w).
Qed.

Lemma witness_small :
  [/\ (egen S D gamma delta <= eps%:E)%E, (eabove S D gamma delta <= eps%:E)%E &
      (ezero S D gamma delta <= eps%:E)%E].
Proof.
have [b1 b2 b3] := witness_bounds; have e2eps := witness_e2.
split; [apply: le_trans (smallest_le b1) _|apply: le_trans (smallest_le b2) _|
  apply: le_trans (smallest_le b3) _]; by rewrite lee_fin.
Qed.

Theorem witness_pairs :
  meets (A := COm D m (sL S) C) (B := sample S D) (@part RR D m (sL S) k rho C) delta kappa ->
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
move=> meet; apply: (@le_trans _ _ (1 - e1 - e2)%:E).
  rewrite lee_fin -addrA -opprD ler_add2l ler_opp2; apply/RleP; exact: (w_split w).
have den : 0 < denominator rho (INR m) tau by apply/RltP; exact: (w_denominator w).
have mu1 : 2 * (mu m D alpha * m%:R * sigma RR D ^+ 2) < 1.
  by rewrite -subr_gt0 mu_sigma// invr_gt0 addr_gt0.
have e1_gt0 : 0 < e1 by apply/RltP; exact: (w_e1 w).
have tilt0 : 0 <= tilt D tau.
  by rewrite divr_ge0// mulr_ge0//; apply/RleP; exact: (w_tau w).
have den' : 0 < denom m rho (tilt D tau * sigma RR D ^+ 2) by rewrite tilt_sigma// denomE.
apply: (unif_alg_vacuous (smlab S) (slab2 S) m_gt0 (su2 S) (sigma_gt0 D_gt0) e1_gt0 tilt0
  (radius_gt0 m_gt0 alpha_gt0) (mu_gt0 m_gt0 D_gt0 alpha_gt0) mu1 den' gamma0 gamma4 meet).
- rewrite p_flipE// p_longE// -mulr_natl; move/RltP: (w_pairs w).
  by rewrite RmultE RplusE RdivE ?INRE// gt_eqF.
- by rewrite popE//; apply/RleP; exact: (w_pop w).
Qed.
End theorem.
