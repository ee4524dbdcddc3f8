(* Correlated.v: the correlated flip, and theorem C for every delta < 1 with      *)
(* reverse hypercontractivity as an explicit hypothesis (theory.md 4, 5C).      *)
(*                                                                             *)
(*   pres_linear      == a X + b Y is standard Gaussian when a^2 + b^2 = 1        *)
(*   correlated rho   == the coupling (- rho X + sqrt (1 - rho^2) Y, X)           *)
(*   reverse_hypercontractivity S D rho == a sample and its correlated flip both   *)
(*                       lie in G with probability >= P(G)^(2/(1-rho)); a cited    *)
(*                       lemma, here a hypothesis of the theorem, not an axiom     *)
(*   theorem_C        == under it, a witness for rho and kappa =                  *)
(*                       (1-delta)^(2/(1-rho)) gives both conclusions, delta < 1  *)
From Coq Require Import Reals Lra.
From UC Require Import Constants Prelude Lebesgue Density Gaussian Bridge Product.
From UC Require Import Transfer Learner Linear Coupling Pairs Setting Witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section linear_image.
Variable R : realType.
Local Notation lam := [the {measure set R -> \bar R} of @leb R].
Local Notation G2 := (psprod (psG R) (psG R)).
Variables (a b : R).
Hypotheses (ab : a ^+ 2 + b ^+ 2 = 1) (b0 : b != 0).

Definition lin (z : pT G2) : R := a * z.1 + b * z.2.

Lemma mlin2 : measurable_fun setT lin.
Proof. by apply: measurable_funD; apply: measurable_funrM; [exact: mfst|exact: msnd]. Qed.

(* completing the square                                                          *)
Lemma gw_square x u : gw ((u - a * x) / b) * gw x = gw u * gw ((x - a * u) / b).
Proof.
rewrite /gw mulrACA [in RHS]mulrACA; congr (_ * _).
rewrite /gd -!exp.expRD; congr expR.
have b2 : b ^+ 2 = 1 - a ^+ 2 by rewrite -ab addrAC subrr add0r.
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

Variable X : set R.
Hypothesis mX : measurable X.

Let H (p : R * R) : \bar R := (`|b|^-1 * (\1_X p.2 * gw ((p.2 - a * p.1) / b)))%:E.

Let mH : measurable_fun setT H.
Proof.
apply/EFin_measurable_fun; apply: measurable_funrM; apply: measurable_funM; last exact: mgw_shift.
by apply: (measurable_fun_comp (f := \1_X : R -> R)); [exact: measurable_fun_indic|exact: msnd].
Qed.

Let H0 p : (0 <= H p)%E.
Proof. by rewrite lee_fin mulr_ge0 ?invr_ge0// mulr_ge0 ?gw_ge0// indicE ler0n. Qed.

Let inner x : (\int[gauss R]_y (\1_X (a * x + b * y))%:E = \int[lam]_u H (x, u))%E.
Proof.
pose g u : R := \1_X u * gw ((u - a * x) / b).
have mg : measurable_fun setT g.
  apply: measurable_funM; first exact: measurable_fun_indic.
  exact: (measurable_fun_prod1 x mgw_shift).
have g0 u : 0 <= g u by rewrite mulr_ge0 ?gw_ge0// indicE ler0n.
rewrite integral_gauss => [|//|y]; last by rewrite indicE ler0n.
  transitivity (\int[lam]_y (EFin \o g) (aff b (a * x) y))%E.
    apply: eq_integral => y _; rewrite /= /g /aff addrK [b * y]mulrC mulfK// mulrC.
    by rewrite [in RHS]mulrC [y * b]mulrC [b * y + _]addrC.
  rewrite (@integral_aff _ b (a * x) (EFin \o g))//; last exact/EFin_measurable_fun.
  rewrite -ge0_integralM//.
  - exact/EFin_measurable_fun.
  - by move=> y _; rewrite lee_fin.
apply: (measurable_fun_comp (f := \1_X : R -> R)); first exact: measurable_fun_indic.
apply: measurable_funD; first exact: measurable_fun_cst.
by apply: measurable_funrM; exact: measurable_fun_id.
Qed.

Let outer u : (\int[gauss R]_x H (x, u) = (\1_X u * gw u)%:E)%E.
Proof.
rewrite integral_gauss; last 2 first.
- apply/EFin_measurable_fun; exact: (measurable_fun_prod2 u mH).
- by move=> x; rewrite -lee_fin; exact: H0.
transitivity (\int[lam]_x ((\1_X u * gw u * `|b|^-1)%:E *
    (EFin \o @gw R) (aff b^-1 (- (a * u) / b) x)))%E.
  apply: eq_integral => x _; rewrite /H /= -EFinM; congr (_%:E).
  have -> : aff b^-1 (- (a * u) / b) x = (x - a * u) / b by rewrite /aff; field.
  transitivity (`|b|^-1 * \1_X u * (gw ((u - a * x) / b) * gw x)); first by rewrite -!mulrA.
  have alg (i B g s : R) : B * i * (g * s) = i * g * B * s by ring.
  by rewrite gw_square alg.
rewrite ge0_integralM//; last 3 first.
- apply: (measurable_fun_comp (f := EFin \o @gw R)); last exact: maff.
  by apply/EFin_measurable_fun; exact: mgw.
- by move=> x _; rewrite lee_fin gw_ge0.
- by rewrite lee_fin mulr_ge0 ?invr_ge0// mulr_ge0 ?gw_ge0// indicE ler0n.
rewrite (@integral_aff _ b^-1 (- (a * u) / b) (EFin \o @gw R)) ?invr_eq0//; last 2 first.
- by apply/EFin_measurable_fun; exact: mgw.
- by move=> x; rewrite lee_fin gw_ge0.
by rewrite gw1 mule1 -EFinM normfV invrK mulfVK ?normr_eq0.
Qed.

Lemma lin_law : pP G2 (lin @^-1` X) = pP (psG R) X.
Proof.
have mS : measurable (lin @^-1` X).
  by rewrite -[X in measurable X]setTI; exact: mlin2.
rewrite -[lin @^-1` X in LHS]setIT -integral_indic//.
rewrite [LHS](@ps_tonelli _ (psG R) (psG R) (fun z => (\1_(lin @^-1` X) z)%:E)); last 2 first.
- by apply/EFin_measurable_fun; exact: measurable_fun_indic.
- by move=> z; exact: indicE_ge0.
transitivity (\int[gauss R]_x \int[lam]_u H (x, u))%E.
  by apply: eq_integral => x _; rewrite -inner; apply: eq_integral => y _.
rewrite (tonelli (ps_sf (psG R)) (leb_sigma_finite R) mH H0).
by under eq_integral do rewrite outer; rewrite [RHS]gaussE.
Qed.
End linear_image.

Section correlated.
Variables (R : realType) (rho : R).
Hypotheses (rho0 : 0 < rho) (rho1 : rho < 1).
Local Notation G2 := (psprod (psG R) (psG R)).

Let r : R := Num.sqrt (1 - rho ^+ 2).
Let r_arg : 0 < 1 - rho ^+ 2.
Proof. by rewrite subr_gt0 expr_lt1 ?ltW. Qed.
Let r2 : r ^+ 2 = 1 - rho ^+ 2. Proof. by rewrite sqr_sqrtr// ltW. Qed.
Let r_neq0 : r != 0. Proof. by rewrite gt_eqF// sqrtr_gt0. Qed.

Definition correlated_map (a : 'I_2) (z : pT G2) : R :=
  if val a is 0%N then lin (- rho) r z else z.1.

Lemma pres_correlated a : pres (A := G2) (B := psG R) (correlated_map a).
Proof.
case: a => [[|i] lti].
  split; first exact: mlin2.
  by move=> X mX; apply: lin_law => //; rewrite sqrrN r2 addrC subrK.
split; first exact: mfst.
move=> X mX; rewrite (_ : correlated_map _ @^-1` X = X `*` setT); last first.
  by apply/seteqP; split=> z //= -[].
by rewrite /= product_measure1E// (pP1 (psG R)) mule1.
Qed.

Lemma correlated_pair (a c : 'I_2) (t l : R) : (a < c)%N ->
  let v := 1 + 2 * rho * t - t ^+ 2 * (1 - rho ^+ 2) - 2 * l in 0 < v ->
  (\int[pP G2]_z (expR (t * (correlated_map a z * correlated_map c z) +
     l * correlated_map c z ^+ 2))%:E = (Num.sqrt v)^-1%:E)%E.
Proof.
case: a c => [[|[|//]] ?] [[|[|//]] ?] //= _; set v := (X in Num.sqrt X) => v0.
pose q : R := l - t * rho + t ^+ 2 * r ^+ 2 / 2.
have vE : v = 1 - 2 * q by rewrite /v /q r2; field.
have q2 : q < 2^-1 by rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC -subr_gt0 -vE.
pose F (z : R * R) := expR ((l - t * rho) * z.1 ^+ 2 + t * r * z.1 * z.2).
have mF : measurable_fun setT F.
  apply: mexp; apply: measurable_funD.
    by apply: measurable_funrM; apply: measurable_fun_sqr; exact: mfst.
  by apply: measurable_funM; [apply: measurable_funrM; exact: mfst|exact: msnd].
transitivity (\int[pP G2]_z (F z)%:E)%E.
  by apply: eq_integral => z _; congr (expR _)%:E; rewrite /correlated_map /lin /=; ring.
rewrite [LHS](@ps_tonelli _ (psG R) (psG R) (fun z => (F z)%:E)); last 2 first.
- exact/EFin_measurable_fun.
- by move=> z; exact: exp_ge0E.
rewrite vE -(gauss_sq_mgf q2); apply: (@eq_integral _ _ _ (@gauss R)) => x _.
rewrite /F /=; under eq_integral do rewrite exp.expRD EFinM.
rewrite ge0_integralM//; last 3 first.
- apply/EFin_measurable_fun; apply: mexp; apply: measurable_funrM; exact: measurable_fun_id.
- by move=> y _; exact: exp_ge0E.
- exact: exp_ge0E.
rewrite [X in (_ * X)%E](gauss_mgf (t * r * x)) -EFinM -exp.expRD; congr (expR _)%:E.
by rewrite /q; field.
Qed.

Definition correlated : coupling 2 rho := Coupling pres_correlated correlated_pair.
End correlated.

(* ----- theorem C ------------------------------------------------------------------ *)
Section theorem_C.
Variables (m D : nat) (S : setting RR m) (rho : RR).
Hypotheses (rho0 : 0 < rho) (rho1 : rho < 1).
Local Notation C := (correlated rho0 rho1).
Local Notation pair := (COm D m (sL S) C).
Local Notation part := (@part RR D m (sL S) 2 rho C).

(* the two-set Gaussian lemma of Borell and of Mossel et al., applied to G and - G and
   averaged over the labels                                                           *)
Definition reverse_hypercontractivity := forall (G : set (pT (sample S D))) (p : RR),
  measurable G -> (0 < p)%coqR -> (p%:E <= pP (sample S D) G)%E ->
  ((Rpower p (2 / (1 - rho)))%coqR%:E <=
   pP pair (part ord0 @^-1` G `&` part ord_max @^-1` G))%E.

Hypothesis RH : reverse_hypercontractivity.

Lemma correlated_meets (delta : RR) : (delta < 1)%coqR ->
  meets (A := pair) (B := sample S D) part delta (Rpower (1 - delta) (2 / (1 - rho)))%coqR.
Proof.
move=> d1 G E [mG PG] mE PE; apply/not_existsP => none.
have d0 : (0 < 1 - delta)%coqR by lra.
have := RH mG d0 PG; apply/negP; rewrite -ltNge; apply: le_lt_trans PE.
have mpart a : measurable (part a @^-1` G).
  by apply: (pres_preimage (A := pair) (B := sample S D)) mG; exact: pres_part.
apply: le_measure; rewrite ?inE; [exact: measurableI|exact: measurableC|].
move=> w [G0 G1] Ew; apply: (none w); exists ord0, ord_max.
by split.
Qed.

Variables (gamma delta eps tau alpha e1 e2 : RR).
Hypotheses (m_gt0 : (0 < m)%N) (D_gt0 : (0 < D)%N).
Hypotheses (gamma0 : 0 <= gamma) (gamma4 : gamma <= 4%:R) (d1 : (delta < 1)%coqR).
Hypothesis w : witness rho (INR m) (INR D) gamma delta eps
  (Rpower (1 - delta) (2 / (1 - rho)))%coqR (INR 'C(2, 2)) tau alpha e1 e2.

Theorem theorem_C : (egen S D gamma delta <= eps%:E)%E /\
  ((1 - eps)%:E <= eunif S D gamma delta)%E.
Proof.
split; first by have [] := witness_small S m_gt0 D_gt0 gamma0 gamma4 w.
exact: (witness_pairs m_gt0 D_gt0 gamma0 gamma4 w (correlated_meets d1)).
Qed.
End theorem_C.
