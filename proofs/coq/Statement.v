(* Statement.v: theorem B for a reader who has seen no other file here.          *)
(*                                                                             *)
(* Everything is defined again from the libraries' own notions; the proof at the *)
(* end only says that these are the definitions of the development. What is taken *)
(* from it: pspace (a probability space), psprod and pspow (products and powers), *)
(* crd (a coordinate), psG (the standard Gaussian, Gaussian.v: density            *)
(* exp(-x^2/2)/Z with respect to Lebesgue measure) and coin_space (a fair coin).  *)
From Coq Require Import Reals.
From UC Require Import Prelude Bridge Product Linear Setting TheoremB.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section statement.
Variables (m D : nat) (gamma : RR).

(* a point: a fair label and D independent standard Gaussians; a sample: m points      *)
Definition point_space : pspace RR := psprod (coin_space RR) (pspow (psG RR) D).
Definition sample_space : pspace RR := pspow point_space m.

(* label, signal x1 = 2 y u with u = (1/m, ..., 1/m) in R^m, noise x2 ~ N(0, 32/D I_D)   *)
Definition label (t : pT point_space) : RR := if t.1 then 1 else -1.
Definition signal (y : RR) : 'rV[RR]_m := (2 * y) *: const_mx m%:R^-1.
Definition noise (t : pT point_space) : 'rV[RR]_D :=
  Num.sqrt (32%:R / D%:R) *: \row_k (crd t.2 k : RR).

(* the learner: w = sum_i y_i x_i, one gradient step from 0                             *)
Definition hypothesis := ('rV[RR]_m * 'rV[RR]_D)%type.
Definition learner (S : pT sample_space) : hypothesis :=
  (\sum_(i < m) label (crd S i) *: signal (label (crd S i)),
   \sum_(i < m) label (crd S i) *: noise (crd S i)).

(* the margin loss: 1 up to 0, 0 from gamma on, linear between (gamma = 0: the 0-1 loss) *)
Definition ramp (x : RR) : RR := if x <= 0 then 1 else if gamma <= x then 0 else 1 - x / gamma.
Definition loss_at (w : hypothesis) (t : pT point_space) : RR :=
  ramp (label t * ((\sum_(k < m) w.1 0 k * signal (label t) 0 k) +
                   (\sum_(k < D) w.2 0 k * noise t 0 k))).
Definition L_D (w : hypothesis) : RR := fine (\int[pP point_space]_t (loss_at w t)%:E)%E.
Definition L_hat (S : pT sample_space) (w : hypothesis) : RR :=
  m%:R^-1 * \sum_(i < m) loss_at w (crd S i).

Definition has_probability (delta : RR) (G : set (pT sample_space)) :=
  measurable G /\ ((1 - delta)%:E <= pP sample_space G)%E.
Definition e_gen_at_most (delta e : RR) := exists2 G, has_probability delta G &
  forall S, G S -> L_D (learner S) - L_hat S (learner S) <= e.
Definition e_unif_alg_at_least (delta v : RR) := forall G b, has_probability delta G ->
  (forall S S', G S -> G S' -> `|L_D (learner S) - L_hat S' (learner S)| <= b) -> v <= b.
End statement.

Theorem uniform_convergence_is_vacuous (m D : nat) (gamma delta eps : R) :
  (1 <= m)%N -> (0 <= gamma < 4)%coqR -> (0 < delta <= 1 / 4)%coqR -> (0 < eps < 1)%coqR ->
  (2560 / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) + 75 * Rpower.ln (1 / delta) <= INR D)%coqR ->
  @e_gen_at_most m D gamma delta eps /\ @e_unif_alg_at_least m D gamma delta (1 - eps).
Proof. by move=> m1 Hg Hd He HD; exact: (theorem_B_unfolded (coin RR m1) m1 Hg Hd He HD). Qed.
