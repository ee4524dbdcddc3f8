(* Density.v: measures with a density with respect to a sigma-finite measure.   *)
(*                                                                             *)
(*   dens_of w0 mw wfin == the measure A |-> \int[mu]_(x in A) w x, for w >= 0  *)
(*                         measurable with a finite integral                   *)
(*   integral_dens      == \int f d(dens) = \int f w d(mu), for real f >= 0     *)
(*                                                                             *)
(* The integral is computed by slicing: f x is the length of [0, f x), and      *)
(* Tonelli exchanges the slice and the point, so no simple function is needed.  *)
From UC Require Import Prelude Lebesgue.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.
Local Open Scope ereal_scope.

Section slices.
Context d (T : measurableType d) (R : realType).
Variable f : T -> R.
Hypotheses (mf : measurable_fun setT f) (f0 : forall x, (0 <= f x)%R).

(* the region under the graph of f                                             *)
Definition under : set (T * R) := [set p | (0 <= p.2)%R /\ (p.2 < f p.1)%R].

Lemma measurable_under : measurable under.
Proof.
have m2 : measurable_fun setT (snd : T * R -> R) by exact: msnd.
have mg : measurable_fun setT (fun p : T * R => (p.2 - f p.1)%R).
  apply: measurable_funB => //.
  by apply: (measurable_fun_comp (f := f)) => //; exact: mfst.
rewrite (_ : under = [set p | (0 <= p.2)%R] `&` [set p | (p.2 - f p.1 < 0)%R]).
  by apply: measurableI; [exact: measurable_le|exact: measurable_lt].
by apply/seteqP; split=> p /=; rewrite /under /= subr_lt0.
Qed.

Lemma slice_length x : \int[@leb R]_t (\1_under (x, t))%:E = (f x)%:E.
Proof.
rewrite -[RHS](_ : leb [set` `[0%R, f x[] = _).
  rewrite -[X in leb X]setIT -integral_indic//; last exact: measurable_itv.
  apply: eq_integral => t _; rewrite !indicE; congr ((_ : bool)%:R%:E).
  by apply/idP/idP; rewrite !inE /under /= in_itv/= => /andP.
rewrite leb_itv hlength_itv /= lte_fin; case: ltgtP (f0 x) => //.
  by rewrite oppr0 adde0.
by move=> <-.
Qed.

Lemma integral_slices (nu : {measure set T -> \bar R}) : sigma_finite setT nu ->
  \int[nu]_x (f x)%:E = \int[@leb R]_t \int[nu]_x (\1_under (x, t))%:E.
Proof.
move=> sf; under eq_integral do rewrite -slice_length.
have mI : measurable_fun setT (EFin \o (\1_under : T * R -> R)).
  by apply/EFin_measurable_fun; exact: measurable_fun_indic measurable_under.
rewrite (tonelli sf (leb_sigma_finite R) mI) => [//|p]; exact: indicE_ge0.
Qed.
End slices.

Section density.
Context d (T : measurableType d) (R : realType).
Variables (mu : {measure set T -> \bar R}) (w : T -> R).
Hypothesis w0 : forall x, (0 <= w x)%R.
Hypothesis mw : measurable_fun setT w.
Hypothesis wfin : \int[mu]_x (w x)%:E < +oo.

Definition dens_of (_ : forall x, (0 <= w x)%R) (_ : measurable_fun setT w)
  (_ : \int[mu]_x (w x)%:E < +oo) (A : set T) := \int[mu]_(x in A) (w x)%:E.

Let nu := dens_of w0 mw wfin.

Let integrable_w D : measurable D -> mu.-integrable D (EFin \o w).
Proof.
move=> mD; apply: (@integrableS _ _ _ mu setT) => //; split; first exact/EFin_measurable_fun.
by under eq_integral do rewrite /= ger0_norm//.
Qed.

Let nu0 : nu set0 = 0. Proof. exact: integral_set0. Qed.
Let nu_ge0 A : 0 <= nu A.
Proof. by apply: integral_ge0 => x _; rewrite lee_fin. Qed.
Let nu_sigma_additive : semi_sigma_additive nu.
Proof.
move=> F mF tF mU; rewrite /nu /dens_of ge0_integral_bigcup//; last 2 first.
- exact: integrable_w.
- by move=> x _; rewrite lee_fin.
by apply: is_cvg_nneseries => n _; apply: integral_ge0 => x _; rewrite lee_fin.
Qed.
HB.instance Definition _ := isMeasure.Build _ _ _ nu nu0 nu_ge0 nu_sigma_additive.

Let nu_sigma_finite : sigma_finite setT nu.
Proof.
exists (fun=> setT); first by rewrite bigcup_const//; exists 0%N.
by move=> _; split.
Qed.

Lemma integral_dens (f : T -> R) : sigma_finite setT mu ->
  measurable_fun setT f -> (forall x, (0 <= f x)%R) ->
  \int[nu]_x (f x)%:E = \int[mu]_x (f x * w x)%:E.
Proof.
move=> sf mf f0; rewrite (integral_slices mf f0 nu_sigma_finite).
pose g (p : T * R) := (\1_(under f) p)%:E * (w p.1)%:E.
have mg : measurable_fun setT g.
  apply: emeasurable_funM; apply/EFin_measurable_fun.
    exact: measurable_fun_indic (measurable_under mf).
  by apply: (measurable_fun_comp (f := w)) => //; exact: mfst.
have g0 p : 0 <= g p by rewrite mule_ge0 ?indicE_ge0// lee_fin.
transitivity (\int[@leb R]_t \int[mu]_x g (x, t)).
  apply: eq_integral => t _; pose A := [set x | under f (x, t)].
  have mA : measurable A.
    have := measurable_ysection R t (measurable_under mf).
    by congr (measurable _); apply/seteqP; split=> x; rewrite /ysection /= inE.
  have indA x : \1_(under f) (x, t) = \1_A x :> R.
    by rewrite !indicE; congr ((_ : bool)%:R); apply/idP/idP; rewrite !inE.
  under eq_integral do rewrite indA.
  rewrite integral_indic// setIT.
  have /= := integral_setI_indic mu mA (EFin \o w) measurableT; rewrite setTI => nuA.
  rewrite [LHS]nuA; by apply: eq_integral => x _; rewrite /g /= indA muleC.
rewrite -(tonelli sf (leb_sigma_finite R) mg g0).
apply: eq_integral => x _; rewrite /g /=.
under eq_integral do rewrite muleC.
rewrite ge0_integralM//.
- by rewrite slice_length// muleC -EFinM.
- apply/EFin_measurable_fun.
  exact: (measurable_fun_prod1 x (measurable_fun_indic (measurable_under mf))).
- by move=> t _; exact: indicE_ge0.
- by rewrite lee_fin.
Qed.
End density.
