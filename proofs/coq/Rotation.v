(* Rotation.v: maps that preserve products of laws, and the plane Gaussian law.   *)
(*                                                                             *)
(*   pres_comp, pres_fst, pres_snd == compositions and projections               *)
(*   pres_family      == a jointly measurable family of maps that preserve         *)
(*   right, left      == ((x, y), z) and (x, (y, z)): pres_right, pres_left       *)
(*   pres_swap        == so does the exchange of two factors                      *)
(*   lin a b z        == a z.1 + b z.2                                          *)
(*   reflect a b z    == (a z.1 + b z.2, b z.1 - a z.2)                          *)
(*   pres_reflect     == two independent standard Gaussians stay so under the     *)
(*                       reflection, when a^2 + b^2 = 1 and b <> 0               *)
(*   pres_lin         == so a X + b Y is standard Gaussian                       *)
From UC Require Import Prelude Lebesgue Density Gaussian Product Linear.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section composition.
Variable R : realType.
Implicit Types A B C : pspace R.

Lemma pres_comp A B C (psi : pT B -> pT C) (phi : pT A -> pT B) :
  pres psi -> pres phi -> pres (fun x => psi (phi x)).
Proof.
move=> ppsi pphi; split.
  by apply: (measurable_fun_comp (f := psi)); [exact: ppsi.1|exact: pphi.1].
move=> X mX; rewrite -(ppsi.2 X mX) -(pphi.2 (psi @^-1` X))//.
by rewrite -[X in measurable X]setTI; exact: ppsi.1.
Qed.

Lemma pres_fst A B : pres (A := psprod A B) (B := A) fst.
Proof.
split; first exact: mfst.
move=> X mX; rewrite (_ : fst @^-1` X = X `*` setT); last first.
  by apply/seteqP; split=> z //= -[].
by rewrite /= product_measure1E// (pP1 B) mule1.
Qed.

Lemma pres_snd A B : pres (A := psprod A B) (B := B) snd.
Proof.
split; first exact: msnd.
move=> X mX; rewrite (_ : snd @^-1` X = setT `*` X); last first.
  by apply/seteqP; split=> z //= -[].
by rewrite /= product_measure1E// (pP1 A) mul1e.
Qed.
End composition.

Section family.
Variables (R : realType) (A B C : pspace R) (phi : pT A * pT B -> pT C).
Hypothesis mphi : measurable_fun setT phi.
Hypothesis each : forall x, pres (fun y => phi (x, y)).

Lemma pres_family : pres (A := psprod A B) (B := C) phi.
Proof.
split=> // X mX; rewrite /= /product_measure1 /=.
have Xfin : (0 <= pP C X)%E by [].
rewrite -[RHS](fineK (prob_fin mX)) -(int_cst A (fine_ge0 Xfin)).
apply: eq_integral => x _; rewrite (fineK (prob_fin mX)) -((each x).2 X mX).
by congr (pP B _); apply/seteqP; split=> y; rewrite /xsection /= inE.
Qed.
End family.

(* ----- regrouping ------------------------------------------------------------- *)
Section triples.
Variable R : realType.
Variables A B C : pspace R.

Definition right (z : (pT A * pT B) * pT C) : pT A * (pT B * pT C) := (z.1.1, (z.1.2, z.2)).
Definition left (z : pT A * (pT B * pT C)) : (pT A * pT B) * pT C := ((z.1, z.2.1), z.2.2).

Lemma mright : measurable_fun setT right.
Proof.
apply/prod_measurable_funP; split.
  by apply: (measurable_fun_comp (f := fst : pT A * pT B -> pT A)); exact: mfst.
apply/prod_measurable_funP; split; last exact: msnd.
by apply: (measurable_fun_comp (f := snd : pT A * pT B -> pT B)); [exact: msnd|exact: mfst].
Qed.

Lemma mleft : measurable_fun setT left.
Proof.
apply/prod_measurable_funP; split.
  apply/prod_measurable_funP; split; first exact: mfst.
  by apply: (measurable_fun_comp (f := fst : pT B * pT C -> pT B)); [exact: mfst|exact: msnd].
by apply: (measurable_fun_comp (f := snd : pT B * pT C -> pT C)); exact: msnd.
Qed.

Lemma indic_prob (E : pspace R) X : measurable X -> pP E X = (\int[pP E]_x (\1_X x : R)%:E)%E.
Proof. by move=> mX; rewrite integral_indic// setIT. Qed.

Lemma pres_right : pres (A := psprod (psprod A B) C) (B := psprod A (psprod B C)) right.
Proof.
split; first exact: mright.
move=> X mX; pose f (z : pT A * (pT B * pT C)) : \bar R := (\1_X z : R)%:E.
have mf : measurable_fun setT f by apply/EFin_measurable_fun; exact: measurable_fun_indic.
have f0 z : (0 <= f z)%E by exact: indicE_ge0.
have mfr : measurable_fun setT (fun z => f (right z)).
  by apply: (measurable_fun_comp (f := f)) => //; exact: mright.
have mS : measurable (right @^-1` X) by rewrite -[X in measurable X]setTI; exact: mright.
rewrite (@indic_prob (psprod (psprod A B) C) _ mS) (@indic_prob (psprod A (psprod B C)) _ mX).
rewrite [LHS](@ps_tonelli _ (psprod A B) C (fun z => f (right z)))//.
rewrite [RHS](@ps_tonelli _ A (psprod B C) f)//.
rewrite [LHS](@ps_tonelli _ A B (fun x => \int[pP C]_y f (right (x, y)))%E); last 2 first.
- exact: (@measurable_fun_fubini_tonelli_F _ _ (pT (psprod A B)) (pT C) _ _ (ps_sf C) _ mfr (fun z => f0 (right z))).
- by move=> z; apply: integral_ge0.
apply: eq_integral => x _; rewrite [RHS](@ps_tonelli _ B C (fun z => f (x, z)))//.
exact: (measurable_fun_prod1 x mf).
Qed.

Lemma pres_left : pres (A := psprod A (psprod B C)) (B := psprod (psprod A B) C) left.
Proof.
split; first exact: mleft.
move=> X mX; rewrite -(pres_right.2 (left @^-1` X)); last first.
  by rewrite -[X in measurable X]setTI; exact: mleft.
by congr (pP _ _); apply/seteqP; split=> -[[x y] z].
Qed.
End triples.

Section exchange.
Variable R : realType.

Lemma pres_swap (A B : pspace R) :
  pres (A := psprod A B) (B := psprod B A) (fun z : pT A * pT B => (z.2, z.1)).
Proof.
have msw : measurable_fun setT (fun z : pT A * pT B => (z.2, z.1)).
  by apply/prod_measurable_funP; split; [exact: msnd|exact: mfst].
split=> // X mX; pose f (z : pT B * pT A) : \bar R := (\1_X z : R)%:E.
have mf : measurable_fun setT f by apply/EFin_measurable_fun; exact: measurable_fun_indic.
have f0 z : (0 <= f z)%E by exact: indicE_ge0.
have mS : measurable ((fun z : pT A * pT B => (z.2, z.1)) @^-1` X).
  by rewrite -[X in measurable X]setTI; exact: msw.
rewrite (@indic_prob _ (psprod A B) _ mS) (@indic_prob _ (psprod B A) _ mX).
rewrite [LHS](@ps_tonelli _ A B (fun z => f (z.2, z.1)))//; last first.
  by apply: (measurable_fun_comp (f := f)).
by rewrite [RHS](@ps_tonelli2 _ B A f).
Qed.

End exchange.

(* ----- the plane -------------------------------------------------------------- *)
Section reflection.
Variable R : realType.
Local Notation lam := [the {measure set R -> \bar R} of @leb R].
Local Notation G2 := (psprod (psG R) (psG R)).
Variables (a b : R).
Hypotheses (ab : a ^+ 2 + b ^+ 2 = 1) (b0 : b != 0).

Definition lin (z : pT G2) : R := a * z.1 + b * z.2.
Definition reflect (z : pT G2) : pT G2 := (lin z, b * z.1 - a * z.2).

Lemma mlin2 : measurable_fun setT lin.
Proof. by apply: measurable_funD; apply: measurable_funrM; [exact: mfst|exact: msnd]. Qed.

Lemma mreflect : measurable_fun setT reflect.
Proof.
apply/prod_measurable_funP; split; first exact: mlin2.
by apply: measurable_funB; apply: measurable_funrM; [exact: mfst|exact: msnd].
Qed.

Let b2 : b ^+ 2 = 1 - a ^+ 2. Proof. by rewrite -ab addrAC subrr add0r. Qed.

(* completing the square                                                          *)
Lemma gw_square x u : gw ((u - a * x) / b) * gw x = gw u * gw ((x - a * u) / b).
Proof.
rewrite /gw mulrACA [in RHS]mulrACA; congr (_ * _).
rewrite /gd -!exp.expRD; congr expR.
have b20 : b ^+ 2 != 0 by rewrite expf_neq0.
rewrite !expr_div_n -!opprD -!mulrDl; congr (- (_ / _)).
apply: (mulIf b20); rewrite !mulrDl !divfK// b2; ring.
Qed.

Let mgw_shift : measurable_fun setT (fun p : R * R => gw ((p.2 - a * p.1) / b)).
Proof.
apply: (measurable_fun_comp (f := @gw R)); first exact: mgw.
under eq_fun do rewrite mulrC; apply: measurable_funrM.
by apply: measurable_funB; [exact: msnd|apply: measurable_funrM; exact: mfst].
Qed.

Variable X : set (pT G2).
Hypothesis mX : measurable X.

Let F (p : R * R) : R := \1_X (p.2, (p.1 - a * p.2) / b).
Let F0 p : 0 <= F p. Proof. by rewrite /F indicE ler0n. Qed.

Let mF : measurable_fun setT F.
Proof.
apply: (measurable_fun_comp (f := \1_X : pT G2 -> R)); first exact: measurable_fun_indic.
apply/prod_measurable_funP; split; first exact: msnd.
apply: (measurable_fun_comp (f := fun y : R => y / b) (g := fun p : R * R => p.1 - a * p.2)).
  by under eq_fun do rewrite mulrC; apply: measurable_funrM; exact: measurable_fun_id.
by apply: measurable_funB; [exact: mfst|apply: measurable_funrM; exact: msnd].
Qed.

Let H (p : R * R) : \bar R := (`|b|^-1 * (F p * gw ((p.2 - a * p.1) / b)))%:E.

Let mH : measurable_fun setT H.
Proof. by apply/EFin_measurable_fun; apply: measurable_funrM; apply: measurable_funM. Qed.

Let H0 p : (0 <= H p)%E.
Proof. by rewrite lee_fin mulr_ge0 ?invr_ge0// mulr_ge0 ?gw_ge0. Qed.

Let inner x : (\int[gauss R]_y (\1_X (reflect (x, y)))%:E = \int[lam]_u H (x, u))%E.
Proof.
pose g u : R := F (x, u) * gw ((u - a * x) / b).
have mg : measurable_fun setT g.
  apply: measurable_funM; first exact: (measurable_fun_prod1 x mF).
  exact: (measurable_fun_prod1 x mgw_shift).
have g0 u : 0 <= g u by rewrite mulr_ge0 ?gw_ge0.
rewrite integral_gauss => [|//|y]; last by rewrite indicE ler0n.
  transitivity (\int[lam]_y (EFin \o g) (aff b (a * x) y))%E.
    apply: eq_integral => y _; rewrite /= /g /F /reflect /lin /=.
    have -> : aff b (a * x) y = a * x + b * y by rewrite /aff; ring.
    have -> : (x - a * (a * x + b * y)) / b = b * x - a * y.
      apply: (mulIf b0); rewrite divfK// mulrBl [b * x * b]mulrAC -expr2 b2; ring.
    by rewrite [_ + b * y]addrC addrK [b * y]mulrC mulfK.
  rewrite (@integral_aff _ b (a * x) (EFin \o g))//; last exact/EFin_measurable_fun.
  rewrite -ge0_integralM//.
  - exact/EFin_measurable_fun.
  - by move=> y _; rewrite lee_fin.
apply: (measurable_fun_comp (f := \1_X : pT G2 -> R)); first exact: measurable_fun_indic.
exact: (measurable_fun_prod1 x mreflect).
Qed.

Let J u : R := fine (pP (psG R) (xsection X u)).
Let JE u : (J u)%:E = pP (psG R) (xsection X u).
Proof. by rewrite fineK// prob_fin//; exact: measurable_xsection. Qed.
Let J0 u : 0 <= J u. Proof. by rewrite -lee_fin JE. Qed.
Let mJ : measurable_fun setT J.
Proof.
apply/EFin_measurable_fun; rewrite (_ : _ \o _ = fun u => pP (psG R) (xsection X u)).
  by apply: measurable_fun_xsection; [exact: ps_sf|exact: mem_set].
by apply/funext => u; rewrite /= JE.
Qed.

Let J_int u : (J u)%:E = (\int[lam]_w (\1_X (u, w) * gw w)%:E)%E.
Proof.
rewrite JE [LHS]gaussE; last exact: measurable_xsection.
by apply: eq_integral => w _; rewrite !indicE mem_xsection.
Qed.

Let outer u : (\int[gauss R]_x H (x, u) = (J u * gw u)%:E)%E.
Proof.
pose g w : R := \1_X (u, w) * gw w.
have mg : measurable_fun setT g.
  apply: measurable_funM; last exact: mgw.
  by apply: (measurable_fun_prod1 u (f := \1_X : pT G2 -> R)); exact: measurable_fun_indic.
have g0 w : 0 <= g w by rewrite mulr_ge0 ?gw_ge0// indicE ler0n.
rewrite integral_gauss; last 2 first.
- apply/EFin_measurable_fun; exact: (measurable_fun_prod2 u mH).
- by move=> x; rewrite -lee_fin; exact: H0.
transitivity (\int[lam]_x ((gw u * `|b|^-1)%:E * (EFin \o g) (aff b^-1 (- (a * u) / b) x)))%E.
  apply: eq_integral => x _; rewrite /H /= -EFinM; congr (_%:E).
  have -> : aff b^-1 (- (a * u) / b) x = (x - a * u) / b by rewrite /aff; field.
  rewrite /g /F /=; transitivity (`|b|^-1 * \1_X (u, (x - a * u) / b) *
    (gw ((u - a * x) / b) * gw x)); first by rewrite -!mulrA.
  have alg (i B f s : R) : B * i * (f * s) = f * B * (i * s) by ring.
  by rewrite gw_square alg.
rewrite ge0_integralM//; last 3 first.
- apply: (measurable_fun_comp (f := EFin \o g)); last exact: maff.
  exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
- by rewrite lee_fin mulr_ge0 ?gw_ge0 ?invr_ge0.
rewrite (@integral_aff _ b^-1 (- (a * u) / b) (EFin \o g)) ?invr_eq0//; last first.
  exact/EFin_measurable_fun.
rewrite muleA -EFinM normfV invrK mulfVK ?normr_eq0// -J_int -EFinM; congr (_%:E).
exact: mulrC.
Qed.

Lemma reflect_law : pP G2 (reflect @^-1` X) = pP G2 X.
Proof.
have mS : measurable (reflect @^-1` X).
  by rewrite -[X in measurable X]setTI; exact: mreflect.
rewrite -[reflect @^-1` X in LHS]setIT -integral_indic//.
rewrite [LHS](@ps_tonelli _ (psG R) (psG R) (fun z => (\1_(reflect @^-1` X) z)%:E)); last 2 first.
- by apply/EFin_measurable_fun; exact: measurable_fun_indic.
- by move=> z; exact: indicE_ge0.
transitivity (\int[gauss R]_x \int[lam]_u H (x, u))%E.
  by apply: eq_integral => x _; rewrite -inner; apply: eq_integral => y _.
rewrite (tonelli (ps_sf (psG R)) (leb_sigma_finite R) mH H0).
under eq_integral do rewrite outer; rewrite -integral_gauss//.
by apply: eq_integral => u _; rewrite JE.
Qed.
End reflection.

Section linear_image.
Variables (R : realType) (a b : R).
Hypotheses (ab : a ^+ 2 + b ^+ 2 = 1) (b0 : b != 0).
Local Notation G2 := (psprod (psG R) (psG R)).

Lemma pres_reflect : pres (A := G2) (B := G2) (reflect a b).
Proof. by split; [exact: mreflect|move=> X mX; exact: reflect_law]. Qed.

Lemma pres_lin : pres (A := G2) (B := psG R) (lin a b).
Proof. exact: (pres_comp (pres_fst _ _) pres_reflect). Qed.
End linear_image.
