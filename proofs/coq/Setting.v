(* Setting.v: the linear setting of the paper, and its four quantities.          *)
(*                                                                             *)
(*   setting R m s b  == a label space, labels in {-1, 1}, a signal direction u  *)
(*                       with |u|^2 = s/m, and noise N(0, (b/D) I_D)             *)
(*   coin b m0 s0     == labels by a fair coin, u = sqrt s (1/m, ..., 1/m)       *)
(*   sigma b D        == sqrt (b/D)                                             *)
(*   sample S D       == the probability space of samples of m points           *)
(*   learned, pop, emp == the learner and its two losses (margin loss gamma)    *)
(*   egen S D gamma delta, eunif, eabove, ezero                                *)
(*                    == e_gen, e_unif_alg, e_above and e_zero of Transfer.v    *)
From UC Require Import Prelude Product Transfer Learner Linear.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section settings.
Variables (R : realType).

Record setting (m : nat) (s b : R) := Setting {
  sL : pspace R;
  slab : pT sL -> R;
  smlab : measurable_fun setT slab;
  slab2 : forall b, slab b * slab b = 1;
  sK : nat;
  su : 'rV[R]_sK;
  su2 : dot su su = s / m%:R }.

(* ----- the fair coin --------------------------------------------------------- *)
Definition coin_label (b : pT (fair_coin R)) : R := if b then 1 else -1.

Lemma coin_label2 b : coin_label b * coin_label b = 1.
Proof. by case: b; rewrite /coin_label ?mulr1 ?mulrNN ?mulr1. Qed.

Lemma mcoin_label : measurable_fun setT coin_label.
Proof. by move=> _ Y _. Qed.

Lemma uniform_direction m (s : R) : (0 < m)%N -> 0 <= s ->
  dot (const_mx (Num.sqrt s / m%:R) : 'rV[R]_m) (const_mx (Num.sqrt s / m%:R)) = s / m%:R.
Proof.
move=> m0 s0; rewrite /dot (eq_bigr (fun=> s / m%:R / m%:R)) => [|k _]; last first.
  by rewrite !mxE mulrACA -expr2 sqr_sqrtr// mulrA.
by rewrite sumr_const card_ord -mulr_natr divfK// pnatr_eq0 -lt0n.
Qed.

Definition coin m s b (m0 : (0 < m)%N) (s0 : 0 <= s) : setting m s b :=
  @Setting m s b _ _ mcoin_label coin_label2 _ _ (uniform_direction m0 s0).
End settings.
Arguments slab {R m s b}.
Arguments su {R m s b}.
Arguments smlab {R m s b} _.
Arguments slab2 {R m s b} _ _.
Arguments su2 {R m s b} _.


(* ----- the quantities -------------------------------------------------------- *)

Section quantities.
Variables (R : realType) (m : nat) (s b : R) (S : setting m s b) (D : nat).
Implicit Types gamma delta : R.

Definition sigma : R := Num.sqrt (b / D%:R).

Definition sample : pspace R := Om D m (sL S).
Definition learned : pT sample -> hyp R (sK S) D := hS sigma (su S) (slab S).
Definition pop gamma := @poploss R D (sK S) sigma (su S) (sL S) (slab S) gamma.
Definition emp gamma := @emploss R D m (sK S) sigma (su S) (sL S) (slab S) gamma.

Definition egen gamma delta := e_gen (pP sample) learned (pop gamma) (emp gamma) delta.
Definition eunif gamma delta := e_unif_alg (pP sample) learned (pop gamma) (emp gamma) delta.
Definition eabove gamma delta := e_above (pP sample) learned (pop gamma) (emp gamma) delta.
Definition ezero gamma delta := e_zero (pP sample) learned (pop gamma) (emp gamma) delta.
End quantities.
