(* Statement.v: theorem C for a reader who has seen no other file here.          *)
(*                                                                             *)
(* Everything is defined again from the libraries' own notions; the proof at the *)
(* end only says that these are the definitions of the development. What is taken *)
(* from it: pspace (a probability space), psprod and pspow (products and powers), *)
(* crd (a coordinate), psG (the standard Gaussian, Gaussian.v: density            *)
(* exp(-x^2/2)/Z with respect to Lebesgue measure) and fair_coin.  *)
From Coq Require Import Reals.
From UC Require Import Prelude Bridge Product Linear Setting TheoremC.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section statement.
Variables (m D : nat) (gamma : RR).

(* a point: a fair label and D independent standard Gaussians; a sample: m points      *)
Definition point_space : pspace RR := psprod (fair_coin RR) (pspow (psG RR) D).
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
Definition smallest (bound : RR -> Prop) : \bar RR := ereal_inf [set b%:E | b in bound].
Definition e_gen (delta : RR) := smallest (fun b => exists2 G, has_probability delta G &
  forall S, G S -> L_D (learner S) - L_hat S (learner S) <= b).
Definition e_unif_alg (delta : RR) := smallest (fun b => exists2 G, has_probability delta G &
  forall S S', G S -> G S' -> `|L_D (learner S) - L_hat S' (learner S)| <= b).
End statement.

(* no union bound over m and nothing cited: every delta < 1, and 128 (1 + eta) m ln(4/eps) *)
Theorem uniform_convergence_is_vacuous (m D : nat) (gamma delta eps eta : R) :
  (1 <= m)%N -> (0 <= gamma < 4)%coqR -> (0 < eps < 1)%coqR -> (0 < delta < 1)%coqR ->
  (0 < eta <= 1 / 4)%coqR ->
  (2048 * (1 + eta) / (4 - gamma) ^ 2 * INR m * Rpower.ln (4 / eps) +
   200 * INR m * Rpower.ln (1 / (1 - delta)) +
   75 / 16 / eta ^ 2 * (Rpower.ln (1 / delta) + 4 * Rpower.ln (1 / (1 - delta))) <= INR D)%coqR ->
  (@e_gen m D gamma delta <= eps%:E)%E /\ ((1 - eps)%:E <= @e_unif_alg m D gamma delta)%E.
Proof. by move=> m1 Hg He Hd Ht HD; exact: (theorem_C_eta (coin RR m1) m1 Hg He Hd Ht HD). Qed.
