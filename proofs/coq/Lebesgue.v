(* Lebesgue.v: Lebesgue measure on a realType, and its change of variables     *)
(* under affine maps.                                                          *)
(*                                                                             *)
(*   leb              == Lebesgue measure on the canonical measurable structure*)
(*   aff a b          == the map x |-> a x + b                                 *)
(*   aff_measure      == leb (aff a b @^-1` A) = |a|^-1 leb A                   *)
(*   integral_aff     == \int f (a x + b) dx = |a|^-1 \int f, for f >= 0       *)
(*   leb_sigma_finite == leb is sigma-finite                                   *)
From UC Require Import Prelude.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* the Lebesgue measure on the canonical measurable structure of a realType   *)
Section lebesgue.
Variable R : realType.
Definition leb (A : set R) : \bar R := lebesgue_measure A.
Let leb0 : leb set0 = 0%E. Proof. exact: measure0. Qed.
Let leb_ge0 A : (0 <= leb A)%E. Proof. exact: measure_ge0. Qed.
Let leb_sa : semi_sigma_additive leb.
Proof.
move=> F mF tF mU.
exact: (@measure_semi_sigma_additive _ _ _ [the measure _ _ of @lebesgue_measure R] F).
Qed.
HB.instance Definition _ := isMeasure.Build _ _ _ leb leb0 leb_ge0 leb_sa.

Lemma leb_itv (i : interval R) : leb [set` i] = hlength [set` i].
Proof. exact: lebesgue_measure_itv. Qed.

Lemma leb_unique (mu : {measure set R -> \bar R}) :
  (forall p q : R, leb `]p, q]%classic = mu `]p, q]%classic) ->
  forall X, measurable X -> leb X = mu X.
Proof.
move=> H X mX.
have ge0 A : (0 <= mu A)%E by exact: measure_ge0.
have sa : semi_sigma_additive (mu : set (measurableTypeR R) -> \bar R).
  by move=> F mF tF mU; exact: (@measure_semi_sigma_additive _ _ _ mu F).
pose mx := isMeasure.Build _ _ (measurableTypeR R) (mu : set (measurableTypeR R) -> \bar R)
  (measure0 mu) ge0 sa.
pose nu : {measure set (measurableTypeR R) -> \bar R} := HB.pack (mu : set _ -> \bar R) mx.
apply: (@lebesgue_measure_unique R nu) => // Y [[p q] _ <-] /=.
by rewrite -lebesgue_measure_itv; exact: H.
Qed.

Lemma leb_sigma_finite : sigma_finite setT leb.
Proof.
exists (fun n => `[- n%:R, n%:R]%classic).
  apply/seteqP; split=> // x _; exists (Num.bound `|x|) => //=.
  by rewrite in_itv/= -ler_norml ltW// archi_boundP.
move=> n; split; first exact: measurable_itv.
by rewrite leb_itv hlength_itv /=; case: ifP => _; rewrite ?ltry// -EFinB ltry.
Qed.
End lebesgue.

Section affine.
Variable R : realType.
Local Notation lam := (@leb R).

Definition aff (a b x : R) : R := a * x + b.

Lemma maff a b : measurable_fun setT (aff a b : R -> R).
Proof.
apply: measurable_funD; last exact: measurable_fun_cst.
by apply: measurable_funrM; exact: measurable_fun_id.
Qed.

Lemma aff_preimage_oc a b p q : a != 0 -> lam (aff a b @^-1` `]p, q]) =
  (`|a|^-1%:E * lam `]p, q]%classic)%E.
Proof.
move=> a0; have [a_lt0|a_gt0] : a < 0 \/ 0 < a by apply/orP; rewrite -neq_lt.
all: swap 1 2.
- have -> : aff a b @^-1` `]p, q] = `](p - b) / a, (q - b) / a]%classic.
    apply/seteqP; split=> x; rewrite /aff /= !in_itv/= ltr_pdivr_mulr// ler_pdivl_mulr//.
      by rewrite ltr_subl_addr ler_subr_addr mulrC.
    by rewrite ltr_subl_addr ler_subr_addr mulrC.
  rewrite !leb_itv !hlength_itv/= !lte_fin ltr_pmul2r ?invr_gt0// ltr_add2r.
  case: ifPn => _; last by rewrite mule0.
  by rewrite -!EFinB -EFinM (gtr0_norm a_gt0) -mulrBl opprB addrA subrK mulrC.
- have -> : aff a b @^-1` `]p, q] = `[(q - b) / a, (p - b) / a[%classic.
    apply/seteqP; split=> x; rewrite /aff /= !in_itv/= ltr_ndivl_mulr// ler_ndivr_mulr//.
      by rewrite ltr_subl_addr ler_subr_addr mulrC andbC.
    by rewrite ltr_subl_addr ler_subr_addr mulrC andbC.
  rewrite !leb_itv !hlength_itv/= !lte_fin ltr_nmul2r ?invr_lt0// ltr_add2r.
  case: ifPn => _; last by rewrite mule0.
  by rewrite -!EFinB -EFinM (ltr0_norm a_lt0) -mulrBl opprB addrA subrK invrN mulNr -mulrN opprB mulrC.
Qed.

Lemma aff_measure a b A : a != 0 -> measurable (A : set R) ->
  lam (aff a b @^-1` A) = (`|a|^-1%:E * lam A)%E.
Proof.
move=> a0 mA.
pose pf := [the {measure set R -> \bar R} of pushforward [the measure _ _ of lam] (maff a b)].
pose nu := [the {measure set R -> \bar R} of mscale (NngNum (normr_ge0 a)) pf].
have H : lam A = nu A.
  apply: leb_unique => // p q.
  rewrite /nu /= /mscale /= /pushforward /=.
  by rewrite aff_preimage_oc// muleA -EFinM divff ?normr_eq0// mul1e.
by rewrite H /nu /= /mscale /= muleA -EFinM mulVf ?normr_eq0// mul1e.
Qed.

Lemma integral_aff a b (f : R -> \bar R) : a != 0 ->
  measurable_fun setT f -> (forall x, 0 <= f x)%E ->
  (\int[lam]_x f (aff a b x) = `|a|^-1%:E * \int[lam]_x f x)%E.
Proof.
move=> a0 mf f0.
have k0 : 0 <= `|a|^-1 by rewrite invr_ge0.
rewrite -[RHS](ge0_integral_mscale lam measurableT (NngNum k0))//.
rewrite -[LHS](integral_pushforward (maff a b) lam)//.
by apply: eq_measure_integral => A mA _; rewrite /= /mscale /pushforward aff_measure.
Qed.
End affine.
