(* Prelude: the libraries every file uses, and measurability of the functions  *)
(* the development meets.                                                      *)
(*                                                                             *)
(*   mfst, msnd       == the projections of a product are measurable           *)
(*   mexp f           == exp o f is measurable when f is                       *)
(*   msum, mprod      == finite sums and products of measurable functions      *)
(*   measurable_lt f  == the set {f < c} is measurable                         *)
(*   measurable_le f  == the set {c <= f} is measurable                        *)
(*   exp_ge0E         == exp is nonnegative, as an extended real               *)
(*   tonelli          == iterated integrals of f >= 0 may be exchanged          *)
(*   expR_sum         == exp of a sum is the product of the exponentials       *)
From mathcomp Require Export all_ssreflect all_algebra ring.
From mathcomp.classical Require Export boolp classical_sets functions.
From mathcomp.classical Require Export mathcomp_extra cardinality fsbigop set_interval.
From mathcomp.analysis Require Export reals ereal signed topology normedtype.
From mathcomp.analysis Require Export sequences measure numfun.
From mathcomp.analysis Require Export lebesgue_measure lebesgue_integral exp.
From HB Require Export structures.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section projections.
Context d1 d2 (T1 : measurableType d1) (T2 : measurableType d2).

Lemma mfst : measurable_fun setT (fst : T1 * T2 -> T1).
Proof. by have [] := (prod_measurable_funP (@id (T1 * T2))).1 (@measurable_fun_id _ _ setT). Qed.

Lemma msnd : measurable_fun setT (snd : T1 * T2 -> T2).
Proof. by have [] := (prod_measurable_funP (@id (T1 * T2))).1 (@measurable_fun_id _ _ setT). Qed.
End projections.

Section real_valued.
Context d (T : measurableType d) (R : realType).
Implicit Type f : T -> R.

Lemma mexp f : measurable_fun setT f -> measurable_fun setT (fun x => expR (f x)).
Proof.
move=> mf; apply: (measurable_fun_comp (f := @expR R)) => //.
by apply: continuous_measurable_fun; exact: continuous_expR.
Qed.

Lemma msum I (s : seq I) (P : pred I) (g : I -> T -> R) :
  (forall i, measurable_fun setT (g i)) ->
  measurable_fun setT (fun x => \sum_(i <- s | P i) g i x).
Proof.
move=> mg; elim: s => [|a s IH].
  by under eq_fun do rewrite big_nil; exact: measurable_fun_cst.
by under eq_fun do rewrite big_cons; case: (P a) => //; exact: measurable_funD.
Qed.

Lemma mprod I (s : seq I) (P : pred I) (g : I -> T -> R) :
  (forall i, measurable_fun setT (g i)) ->
  measurable_fun setT (fun x => \prod_(i <- s | P i) g i x).
Proof.
move=> mg; elim: s => [|a s IH].
  by under eq_fun do rewrite big_nil; exact: measurable_fun_cst.
by under eq_fun do rewrite big_cons; case: (P a) => //; exact: measurable_funM.
Qed.

Lemma measurable_lt f c : measurable_fun setT f -> measurable [set t | f t < c].
Proof.
move=> mf; have := mf measurableT `]-oo, c[%classic (measurable_itv _).
by rewrite setTI preimage_itv_infty_o.
Qed.

Lemma measurable_le f c : measurable_fun setT f -> measurable [set t | c <= f t].
Proof.
move=> mf; have := mf measurableT `[c, +oo[%classic (measurable_itv _).
by rewrite setTI preimage_itv_c_infty.
Qed.
End real_valued.

Section nonnegative.
Variable R : realType.
Implicit Type x : R.

Lemma exp_ge0 x : 0 <= expR x. Proof. exact/ltW/expR_gt0. Qed.
Lemma exp_ge0E x : (0 <= (expR x)%:E)%E. Proof. by rewrite lee_fin exp_ge0. Qed.

Lemma indicE_ge0 T (A : set T) t : (0 <= (\1_A t : R)%:E)%E.
Proof. by rewrite lee_fin indicE; case: (_ \in _). Qed.

Lemma expR_sum I (s : seq I) (P : pred I) (F : I -> R) :
  expR (\sum_(i <- s | P i) F i) = \prod_(i <- s | P i) expR (F i).
Proof. by elim/big_rec2: _ => [|i x y _ <-]; rewrite ?expR0// expRD. Qed.
End nonnegative.

(* Tonelli: iterated integrals of a nonnegative function may be exchanged       *)
Lemma tonelli d1 d2 (T1 : measurableType d1) (T2 : measurableType d2) (R : realType)
    (m1 : {measure set T1 -> \bar R}) (m2 : {measure set T2 -> \bar R})
    (f : T1 * T2 -> \bar R) :
  sigma_finite setT m1 -> sigma_finite setT m2 ->
  measurable_fun setT f -> (forall p, 0 <= f p)%E ->
  (\int[m1]_x \int[m2]_y f (x, y) = \int[m2]_y \int[m1]_x f (x, y))%E.
Proof.
move=> sm1 sm2 mf f0.
by have := fubini_tonelli2 sm1 sm2 f mf f0; rewrite (fubini_tonelli1 sm2 f mf f0).
Qed.
