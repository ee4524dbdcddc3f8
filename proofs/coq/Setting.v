(* Setting.v: the linear setting of the paper, and its four quantities.          *)
(*                                                                             *)
(*   setting R m      == a label space, labels in {-1, 1}, and a signal         *)
(*                       direction u with |u|^2 = 1/m                          *)
(*   coin R m0        == the setting of the paper: a fair coin                 *)
(*   sigma D          == sqrt (32/D), so that the noise is N(0, (32/D) I_D)     *)
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

Record setting (m : nat) := Setting {
  sL : pspace R;
  slab : pT sL -> R;
  smlab : measurable_fun setT slab;
  slab2 : forall b, slab b * slab b = 1;
  sK : nat;
  su : 'rV[R]_sK;
  su2 : dot su su = m%:R^-1 }.

(* ----- the fair coin --------------------------------------------------------- *)
Definition coin_label (b : pT (fair_coin R)) : R := if b then 1 else -1.

Lemma coin_label2 b : coin_label b * coin_label b = 1.
Proof. by case: b; rewrite /coin_label ?mulr1 ?mulrNN ?mulr1. Qed.

Lemma mcoin_label : measurable_fun setT coin_label.
Proof. by move=> _ Y _. Qed.

(* u = (1/m, ..., 1/m) in dimension m                                              *)
Lemma uniform_direction m : (0 < m)%N ->
  dot (const_mx m%:R^-1 : 'rV[R]_m) (const_mx m%:R^-1) = m%:R^-1.
Proof.
move=> m0; rewrite /dot (eq_bigr (fun=> m%:R^-1 * m%:R^-1)) => [|k _]; last by rewrite !mxE.
by rewrite sumr_const card_ord -mulr_natl mulrA mulfV ?mul1r// pnatr_eq0 -lt0n.
Qed.

Definition coin m (m0 : (0 < m)%N) : setting m :=
  Setting mcoin_label coin_label2 (uniform_direction m0).
End settings.
Arguments slab {R m}.
Arguments su {R m}.
Arguments smlab {R m} s.
Arguments slab2 {R m} s b.
Arguments su2 {R m} s.


(* ----- the quantities -------------------------------------------------------- *)

Section quantities.
Variables (R : realType) (m : nat) (S : setting R m) (D : nat).
Implicit Types gamma delta : R.

Definition sigma : R := Num.sqrt (32%:R / D%:R).

Definition sample : pspace R := Om D m (sL S).
Definition learned : pT sample -> hyp R (sK S) D := hS sigma (su S) (slab S).
Definition pop gamma := @poploss R D (sK S) sigma (su S) (sL S) (slab S) gamma.
Definition emp gamma := @emploss R D m (sK S) sigma (su S) (sL S) (slab S) gamma.

Definition egen gamma delta := e_gen (pP sample) learned (pop gamma) (emp gamma) delta.
Definition eunif gamma delta := e_unif_alg (pP sample) learned (pop gamma) (emp gamma) delta.
Definition eabove gamma delta := e_above (pP sample) learned (pop gamma) (emp gamma) delta.
Definition ezero gamma delta := e_zero (pP sample) learned (pop gamma) (emp gamma) delta.
End quantities.
