(* Learner.v: the linear learner, its margins, and the margin losses.           *)
(*                                                                             *)
(*   dot u v          == the inner product of two row vectors                  *)
(*   x1 u b           == b u, the signal of a point with label b                *)
(*   learn u y z      == (w1, w2): one gradient step of size 1 from 0 on the    *)
(*                       sample with labels y_i, signals x1 u y_i, noise z_i    *)
(*   margin u w b z   == b (w1 . x1 u b + w2 . z)                              *)
(*   margin_learn     == margin of the learned w is s + b w2 . z, if |u|^2=s/m  *)
(*   loss g x         == 1 if x <= 0, 0 if x >= g, 1 - x / g between            *)
From UC Require Import Prelude.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section dot.
Variables (R : comRingType) (n : nat).
Implicit Types u v w : 'rV[R]_n.

Definition dot u v : R := \sum_(k < n) u 0 k * v 0 k.

Lemma dotC u v : dot u v = dot v u.
Proof. by apply: eq_bigr => k _; rewrite mulrC. Qed.
Lemma dotDl u v w : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite -big_split; apply: eq_bigr => k _; rewrite mxE mulrDl. Qed.
Lemma dotZl a u v : dot (a *: u) v = a * dot u v.
Proof. by rewrite mulr_sumr; apply: eq_bigr => k _; rewrite mxE mulrA. Qed.
Lemma dotZr a u v : dot u (a *: v) = a * dot u v.
Proof. by rewrite dotC dotZl dotC. Qed.
Lemma dotDr u v w : dot u (v + w) = dot u v + dot u w.
Proof. by rewrite dotC dotDl !(dotC u). Qed.
Lemma dot0l v : dot 0 v = 0.
Proof. by rewrite /dot big1 // => k _; rewrite mxE mul0r. Qed.
Lemma dot_suml (I : finType) (F : I -> 'rV[R]_n) v :
  dot (\sum_i F i) v = \sum_i dot (F i) v.
Proof. by elim/big_rec2: _ => [|i x y _ <-]; rewrite ?dot0l// dotDl. Qed.
End dot.

Section norm.
Variables (R : realDomainType) (n : nat).
Implicit Type w : 'rV[R]_n.

Lemma dot_ge0 w : 0 <= dot w w.
Proof. by rewrite sumr_ge0// => k _; rewrite -expr2 sqr_ge0. Qed.

Lemma dot_eq0 w : dot w w = 0 -> w = 0.
Proof.
move=> z; apply/rowP => k; rewrite mxE.
have /psumr_eq0P : forall k, true -> 0 <= w 0 k * w 0 k by move=> j _; rewrite -expr2 sqr_ge0.
by move=> /(_ z k isT)/eqP; rewrite mulf_eq0 orbb => /eqP.
Qed.
End norm.

Section learner.
Variables (R : fieldType) (K D m : nat).
Definition hyp := ('rV[R]_K * 'rV[R]_D)%type.

Variable u : 'rV[R]_K.

Definition x1 (b : R) : 'rV[R]_K := b *: u.
Definition w2 (y : 'I_m -> R) (z : 'I_m -> 'rV[R]_D) : 'rV[R]_D := \sum_j y j *: z j.
Definition learn (y : 'I_m -> R) (z : 'I_m -> 'rV[R]_D) : hyp :=
  (\sum_j y j *: x1 (y j), w2 y z).
Definition margin (w : hyp) (b : R) (z : 'rV[R]_D) : R :=
  b * (dot w.1 (x1 b) + dot w.2 z).

Hypothesis m_neq0 : m%:R != 0 :> R.
Variable s : R.
Hypothesis u2 : dot u u = s / m%:R.
Variables (y : 'I_m -> R) (z : 'I_m -> 'rV[R]_D).
Hypothesis y2 : forall i, y i * y i = 1.

Lemma learn1 : (learn y z).1 = m%:R *: u.
Proof.
rewrite /= (eq_bigr (fun=> u)) => [|j _]; last by rewrite scalerA y2 scale1r.
by rewrite sumr_const card_ord -scaler_nat.
Qed.

Theorem margin_signal (v : 'rV[R]_D) b t : b * b = 1 ->
  margin ((learn y z).1, v) b t = s + b * dot v t.
Proof.
move=> b2; rewrite /margin learn1 mulrDr; congr (_ + _).
by rewrite /= dotZl dotZr u2 mulrCA [b * (b * _)]mulrA b2 mul1r mulrC divfK.
Qed.

Theorem margin_learn b t : b * b = 1 ->
  margin (learn y z) b t = s + \sum_j y j * b * dot (z j) t.
Proof.
move=> b2; rewrite [learn y z]surjective_pairing margin_signal//; congr (_ + _).
rewrite /= /w2 dot_suml mulr_sumr; apply: eq_bigr => j _.
by rewrite dotZl mulrA [b * _]mulrC.
Qed.
End learner.

Section losses.
Variable R : realType.
Implicit Types (g x t : R).

Definition loss g x : R := if x <= 0 then 1 else if g <= x then 0 else 1 - x / g.

Lemma loss_wrong g x : x <= 0 -> loss g x = 1.
Proof. by rewrite /loss => ->. Qed.

Lemma loss_right g x : 0 < x -> g <= x -> loss g x = 0.
Proof. by rewrite /loss => x0 gx; rewrite leNgt x0 gx. Qed.

Lemma loss_between g x : 0 <= g -> 0 <= loss g x <= 1.
Proof.
rewrite /loss => g0; case: (leP x 0) => x0; first by rewrite ler01 lexx.
case: (leP g x) => gx; first by rewrite lexx ler01.
have gp : 0 < g by exact: lt_trans gx.
by rewrite subr_ge0 ler_pdivr_mulr// mul1r (ltW gx)/= ler_subl_addr ler_addl divr_ge0// ltW.
Qed.

Lemma loss_ge0 g x : 0 <= g -> 0 <= loss g x.
Proof. by move=> /(@loss_between _ x)/andP[]. Qed.

Lemma loss_le1 g x : 0 <= g -> loss g x <= 1.
Proof. by move=> /(@loss_between _ x)/andP[]. Qed.

(* a point escapes the loss only if its margin is positive                       *)
Lemma loss_ge_exp g t x : 0 <= g -> 0 <= t -> 1 - loss g x <= expR (t * x).
Proof.
move=> g0 t0; have [x0|x0] := leP x 0.
  by rewrite loss_wrong// subrr exp_ge0.
apply: (@le_trans _ _ 1); first by rewrite ler_subl_addr ler_addl loss_ge0.
by rewrite -[leLHS]expR0 ler_expR mulr_ge0// ltW.
Qed.

Lemma mloss g : measurable_fun setT (loss g).
Proof.
have mid : measurable_fun setT (id : R -> R) by exact: measurable_fun_id.
apply: measurable_fun_ifT.
- apply: (@measurable_fun_bool _ _ _ _ false).
  rewrite (_ : _ @^-1` _ = [set x | 0 < x]).
    have := mid measurableT `]0, +oo[%classic (measurable_itv _).
    by rewrite setTI preimage_itv_o_infty.
  by apply/seteqP; split=> x /=; [move/negbT; rewrite -ltNge|move=> x0; rewrite leNgt x0].
- exact: measurable_fun_cst.
apply: measurable_fun_ifT.
- apply: (@measurable_fun_bool _ _ _ _ true).
  exact: (measurable_le g mid).
- exact: measurable_fun_cst.
apply: measurable_funB; first exact: measurable_fun_cst.
by under eq_fun do rewrite mulrC; exact: measurable_funrM.
Qed.
End losses.
