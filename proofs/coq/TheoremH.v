(* TheoremH.v: the upper side with explicit constants: below the constant 128 the  *)
(* conclusions fail, for a large gamma they fail, and without the flip's margin   *)
(* they fail (theory.md 5G, 5H, 5I).                                             *)
(*                                                                             *)
(*   theorem_H        == D <= 2048 (1 - eta)/(4 - c gamma)^2 m (ln((1-c)/eps) - 1   *)
(*                       - 1/eta) and D not too small: e_gen >= eps               *)
(*   theorem_I        == under the same bound e_unif_alg <= 1 - eps               *)
(*   theorem_G        == gamma >= (4 + 32 (1 + eta) sqrt m)/eps: both are <= eps    *)
(*   theorem_no_margin == b (1 + eta) + gamma < s: e_unif_alg <= max (1/2, 1 - 1/m) *)
From Coq Require Import Reals Lra.
From UC Require Import Constants Prelude Bridge Product Transfer Learner Linear.
From UC Require Import Setting Witness Upper Drowned TheoremB Sanity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section below.
Variables (m D : nat) (S : paper m) (gamma delta eps eta c : R).
Hypotheses (m1 : (1 <= m)%N) (Hg : (0 <= gamma <= 4)%coqR) (Hd : (0 < delta < 1)%coqR).
Hypotheses (He : (0 < eps)%coqR) (Ht : (0 < eta <= 1 / 2)%coqR) (Hc : (0 <= c < 1)%coqR).
Hypothesis HD : (INR D <= 2048 * (1 - eta) / (4 - c * gamma) ^ 2 * INR m *
  (Rpower.ln ((1 - c) / eps) - 1 - 1 / eta))%coqR.

Let g0 : 0 <= gamma :> RR. Proof. by apply/RleP; case: Hg. Qed.
Let natD : (0 < INR D)%coqR -> (0 < D)%N. Proof. by move/RltP; rewrite INRE ltr0n. Qed.

Theorem theorem_H : (2 * INR m * Rpower.ln (2 * INR m / (1 - delta)) +
  16 / eta ^ 2 * Rpower.ln (2 / (1 - delta)) <= INR D)%coqR -> (eps%:E <= egen S D gamma delta)%E.
Proof.
move=> LD; have [D0 w] := numbers_H _ _ _ _ _ _ _ (INR_ge1 m1) Hg Hd He Ht Hc LD HD.
exact: (overfits S m1 (natD D0) paper_b g0 w).
Qed.

Theorem theorem_I : (0 < D)%N -> (16 / eta ^ 2 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  (eunif S D gamma delta <= (1 - eps)%:E)%E.
Proof.
move=> D0 LD; have D0' : (0 < INR D)%coqR by apply/RltP; rewrite INRE ltr0n.
have w := floor_explicit _ _ _ _ _ _ (INR_ge1 m1) Hg He Ht Hc D0' HD.
apply: (spread S m1 D0 paper_s paper_b g0 w); first by apply/RleP; case: Hg.
by apply: thin_rare => //; case: Hd => ? ?; split=> //; exact: Rlt_le.
Qed.
End below.

Section large_gamma.
Variables (m D : nat) (S : paper m) (gamma delta eps eta : R).
Hypotheses (m1 : (1 <= m)%N) (Hd : (0 < delta < 1)%coqR) (Ht : (0 < eta <= 1 / 4)%coqR).

Theorem theorem_G : (0 < gamma)%coqR -> (75 / 16 / eta ^ 2 * Rpower.ln (2 / delta) <= INR D)%coqR ->
  (4 + 32 * (1 + eta) * R_sqrt.sqrt (INR m) <= eps * gamma)%coqR ->
  (egen S D gamma delta <= eps%:E)%E /\ (eunif S D gamma delta <= eps%:E)%E.
Proof.
move=> g0 LD room; have w := numbers_G _ _ _ _ _ _ (INR_ge1 m1) Hd Ht LD room.
have D0 : (0 < D)%N.
  have z : (0 < 3)%coqR by lra.
  by have /RltP := Rlt_le_trans _ _ _ z (d_D w); rewrite INRE ltr0n.
have u : (eunif S D gamma delta <= eps%:E)%E.
  by apply: (drowns S m1 D0 paper_s paper_b w); exact/RltP.
by split=> //; apply: le_trans u; exact: egen_le_eunif.
Qed.
End large_gamma.

Theorem theorem_no_margin (s b : RR) (m D : nat) (S : setting m s b) (gamma delta eta : R) : (1 <= m)%N ->
  (0 < s)%coqR -> (0 < b)%coqR -> (0 <= gamma)%coqR -> (0 < delta <= 1)%coqR -> (0 < eta <= 1 / 4)%coqR ->
  (gamma + b * (1 + eta) < s)%coqR -> (75 / 16 / eta ^ 2 * Rpower.ln (1 / delta) <= INR D)%coqR -> (0 < D)%N ->
  (eunif S D gamma delta <= (Order.max 2^-1 (1 - m%:R^-1))%:E)%E.
Proof.
move=> m1 s0 b0 g0 Hd Ht room LD D0; have [/RltP t0 _] := Ht.
apply: (@not_all_wrong s b m D S gamma m1 D0 _ _ _ delta eta t0); try exact/RltP; try exact/RleP.
exact: long_rare.
Qed.
