(* Gaussian.v: the standard Gaussian law on a realType.                         *)
(*                                                                             *)
(*   gd x             == exp (- x^2 / 2), whose integral Z is finite           *)
(*   gauss            == the probability with density gd / Z                   *)
(*   gauss_mgf        == E exp (t X) = exp (t^2 / 2)                            *)
(*   gauss_sq_mgf     == E exp (l X^2) = 1 / sqrt (1 - 2 l), for l < 1/2        *)
(*   gauss_sym        == - X has the law of X                                  *)
(*                                                                             *)
(* The value of Z is never used: every law follows from completing the square,  *)
(* which is an affine change of variables.                                     *)
From UC Require Import Prelude Lebesgue Density.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section bell.
Variable R : realType.
Local Notation lam := [the {measure set R -> \bar R} of @leb R].

Definition gd (x : R) : R := expR (- (x ^+ 2 / 2)).

Lemma gd_gt0 x : 0 < gd x. Proof. exact: expR_gt0. Qed.
Lemma gd_ge0 x : 0 <= gd x. Proof. exact/ltW/gd_gt0. Qed.

Lemma mgd : measurable_fun setT gd.
Proof.
apply: mexp; apply: (measurable_funN (f := fun x : R => x ^+ 2 / 2)).
under eq_fun do rewrite mulrC.
by apply: measurable_funrM; apply: measurable_fun_sqr; exact: measurable_fun_id.
Qed.

(* domination by a dyadic step function *)
Definition stp (n : nat) (x : R) : \bar R :=
  ((8 * 4%:R ^- n)%:E * (\1_(`[- 2%:R ^+ n, 2%:R ^+ n]%classic : set R) x)%:E)%E.

Lemma stp_ge0 n x : (0 <= stp n x)%E.
Proof.
rewrite /stp -EFinM lee_fin; apply: mulr_ge0.
  by rewrite mulr_ge0 ?ler0n ?invr_ge0 ?exprn_ge0 ?ler0n.
by rewrite indicE; case: (_ \in _).
Qed.

Lemma mstp n : measurable_fun setT (stp n).
Proof.
apply: measurable_funeM; apply/EFin_measurable_fun.
by apply: measurable_fun_indic; exact: measurable_itv.
Qed.

Lemma gd_le_stp x : exists n, ((gd x)%:E <= stp n x)%E.
Proof.
have [n0 Hn0] : exists n, `|x| <= 2%:R ^+ n.
  exists (Num.bound `|x|); apply: le_trans (ltW (archi_boundP _)) _ => //.
  by rewrite -natrX ler_nat ltnW// ltn_expl.
have := @ex_minnP (fun n => `|x| <= 2%:R ^+ n) (ex_intro _ n0 Hn0).
case=> n xn nmin; exists n.
rewrite /stp -EFinM lee_fin indicE (_ : _ \in _ = true) ?mulr1; last first.
  by apply: mem_set; rewrite /= in_itv/= -ler_norml.
case: n xn nmin => [_ _|k _ nmin].
  rewrite expr0 invr1 mulr1 (@le_trans _ _ 1)//; last by rewrite ler1n.
  rewrite -[leRHS](@expR0 R) ler_expR oppr_le0.
  by rewrite divr_ge0// sqr_ge0.
have xn : 2%:R ^+ k <= `|x|.
  by rewrite leNgt; apply/negP => /ltW/nmin; rewrite ltnn.
have x2 : 4%:R ^+ k <= x ^+ 2.
  have -> : 4%:R ^+ k = (2%:R ^+ k) ^+ 2 :> R by rewrite -exprM mulnC exprM; congr (_ ^+ _); rewrite -natrX.
  rewrite -[leRHS]real_normK ?num_real//.
  by rewrite ler_expn2r ?nnegrE ?exprn_ge0.
have k0 : 0 < 4%:R ^+ k :> R by rewrite exprn_gt0.
have -> : 8%:R * 4%:R ^- k.+1 = (4%:R ^+ k / 2%:R)^-1 :> R.
  rewrite invf_div exprS invfM mulrA; congr (_ * _).
  by rewrite -[8%:R]/((2 * 4)%:R) natrM mulfK// pnatr_eq0.
rewrite /gd expRN lef_pinv ?posrE ?expR_gt0 ?mulr_gt0 ?invr_gt0 ?ltr0n//.
apply: (@le_trans _ _ (1 + x ^+ 2 / 2%:R)); last by apply: expR_ge1Dx; rewrite divr_ge0// sqr_ge0.
by rewrite ler_paddl ?ler01// ler_pmul2r// invr_gt0 ltr0n.
Qed.

Lemma gd_integral_fin : (\int[lam]_x (gd x)%:E < +oo)%E.
Proof.
apply: (@le_lt_trans _ _ (\int[lam]_x (\sum_(n <oo) stp n x))%E).
  apply: ge0_le_integral => //.
  - by move=> x _; rewrite lee_fin gd_ge0.
  - by apply/EFin_measurable_fun; exact: mgd.
  - by move=> x _; apply: nneseries_ge0 => n _; exact: stp_ge0.
  - by apply: ge0_emeasurable_fun_sum => [k x|k]; [exact: stp_ge0|exact: mstp].
  - move=> x _; have [n Hn] := gd_le_stp x; apply: le_trans Hn _.
    apply: (@le_trans _ _ (\sum_(0 <= i < n.+1) stp i x)%E).
      by rewrite big_nat_recr//= lee_addr// sume_ge0// => i _; exact: stp_ge0.
    by apply: nneseries_lim_ge => i _; exact: stp_ge0.
rewrite integral_nneseries//; [|exact: mstp|by move=> n x _; exact: stp_ge0].
have termE n : (\int[lam]_x stp n x = (16%:R * 2%:R ^- n)%:E)%E.
  rewrite /stp ge0_integralM//; last 3 first.
  - by apply/EFin_measurable_fun; apply: measurable_fun_indic; exact: measurable_itv.
  - by move=> x _; rewrite lee_fin indicE; case: (_ \in _).
  - by rewrite lee_fin mulr_ge0 ?ler0n ?invr_ge0 ?exprn_ge0 ?ler0n.
  rewrite integral_indic//; last exact: measurable_itv.
  rewrite setIT /= leb_itv hlength_itv /= lte_fin.
  have p2 : 0 < 2%:R ^+ n :> R by rewrite exprn_gt0.
  rewrite (@lt_trans _ _ 0) ?oppr_lt0// -EFinB -EFinM opprK; congr (_%:E).
  have -> : 4%:R ^+ n = 2%:R ^+ n * 2%:R ^+ n :> R.
    by rewrite -exprMn -natrM.
  set p := 2%:R ^+ n in p2 *; rewrite invfM -[p + p]mulr2n -[p *+ 2]mulr_natr !mulrA.
  by rewrite divfK ?gt_eqF// mulrAC -natrM.
under eq_nneseries do rewrite termE.
have part n : \sum_(0 <= i < n) 16%:R * 2%:R ^- i = 32%:R * (1 - 2%:R ^- n) :> R.
  elim: n => [|n IH]; first by rewrite big_nil expr0 invr1 subrr mulr0.
  rewrite big_nat_recr//= IH exprS invfM; set q := (_ ^- n).
  rewrite -[32%:R]/((16 * 2)%:R) natrM -!mulrA -mulrDr; congr (_ * _).
  rewrite !mulrBr mulVKf ?pnatr_eq0// [2%:R * q]mulr_natl mulr2n.
  by rewrite opprD addrA subrK.
apply: (@le_lt_trans _ _ 32%:R%:E); last exact: ltry.
apply: lime_le.
  apply: is_cvg_nneseries => n _.
  by rewrite lee_fin mulr_ge0 ?ler0n ?invr_ge0 ?exprn_ge0 ?ler0n.
apply: nearW => n; rewrite sumEFin lee_fin part.
by rewrite ler_pimulr ?ler0n// ler_subl_addr ler_addl invr_ge0 exprn_ge0.
Qed.
End bell.

Section gauss.
Variable R : realType.
Local Notation lam := [the {measure set R -> \bar R} of @leb R].

(* the normalising constant *)
Definition ZE : \bar R := (\int[lam]_x (gd x)%:E)%E.
Definition Z : R := fine ZE.

Lemma ZE_fin : ZE \is a fin_num.
Proof.
rewrite ge0_fin_numE; first exact: gd_integral_fin.
by apply: integral_ge0 => x _; rewrite lee_fin gd_ge0.
Qed.
Lemma ZEE : ZE = Z%:E. Proof. by rewrite /Z fineK// ZE_fin. Qed.

Lemma Z_gt0 : 0 < Z.
Proof.
rewrite -lte_fin -ZEE.
apply: (@lt_le_trans _ _ (\int[lam]_x ((expR (- 1))%:E * (\1_(`[0, 1]%classic : set R) x)%:E))%E).
  rewrite ge0_integralM//.
  - rewrite integral_indic//; last exact: measurable_itv.
    rewrite setIT /= leb_itv hlength_itv /= lte_fin ltr01 sube0 mule1 lte_fin.
    exact: expR_gt0.
  - by apply/EFin_measurable_fun; apply: measurable_fun_indic; exact: measurable_itv.
  - by move=> x _; exact: indicE_ge0.
  - exact: exp_ge0E.
apply: ge0_le_integral => //.
- by move=> x _; apply: mule_ge0; [exact: exp_ge0E|exact: indicE_ge0].
- apply: measurable_funeM; apply/EFin_measurable_fun.
  by apply: measurable_fun_indic; exact: measurable_itv.
- by move=> x _; rewrite lee_fin gd_ge0.
- by apply/EFin_measurable_fun; exact: mgd.
- move=> x _; rewrite -EFinM lee_fin indicE.
  case: (boolP (_ \in _)) => [|_]; last by rewrite mulr0 gd_ge0.
  rewrite inE /= in_itv /= => /andP[x0 x1]; rewrite mulr1 ler_expR ler_opp2.
  rewrite ler_pdivr_mulr ?ltr0n// mul1r (@le_trans _ _ 1)// ?ler1n//.
  by rewrite expr_le1.
Qed.

Definition gw (x : R) : R := Z^-1 * gd x.
Lemma gw_ge0 x : 0 <= gw x.
Proof. by rewrite mulr_ge0 ?gd_ge0// invr_ge0 ltW// Z_gt0. Qed.
Lemma mgw : measurable_fun setT gw.
Proof. by apply: measurable_funrM; exact: mgd. Qed.
Lemma gw1 : (\int[lam]_x (gw x)%:E = 1)%E.
Proof.
under eq_integral do rewrite EFinM.
rewrite ge0_integralM//.
- by rewrite -/ZE ZEE -EFinM mulVf// gt_eqF// Z_gt0.
- by apply/EFin_measurable_fun; exact: mgd.
- by move=> x _; rewrite lee_fin gd_ge0.
- by rewrite lee_fin invr_ge0 ltW// Z_gt0.
Qed.
Lemma gwfin : (\int[lam]_x (gw x)%:E < +oo)%E.
Proof. by rewrite gw1 ltry. Qed.

Definition gauss := [the {measure set R -> \bar R} of dens_of gw_ge0 mgw gwfin].

Lemma gauss1 : gauss setT = 1%E.
Proof. by rewrite -gw1. Qed.

Lemma integral_gauss (f : R -> R) : measurable_fun setT f -> (forall x, 0 <= f x) ->
  (\int[gauss]_x (f x)%:E = \int[lam]_x (f x * gw x)%:E)%E.
Proof. by move=> mf f0; apply: integral_dens => //; exact: leb_sigma_finite. Qed.

(* E exp(t X) = exp(t^2/2) *)
Theorem gauss_mgf (t : R) :
  (\int[gauss]_x (expR (t * x))%:E = (expR (t ^+ 2 / 2))%:E)%E.
Proof.
have mt : measurable_fun setT (fun x : R => expR (t * x)).
  by apply: mexp; apply: measurable_funrM; exact: measurable_fun_id.
rewrite integral_gauss => [|//|x]; last exact: exp_ge0.
transitivity (\int[lam]_x ((expR (t ^+ 2 / 2))%:E * (EFin \o gw) (aff 1 (- t) x)))%E.
  apply: eq_integral => x _; rewrite /= -EFinM /gw mulrCA [in RHS]mulrCA.
  congr (_ * _)%:E; rewrite /gd -!expRD; congr expR; rewrite /aff.
  by field.
rewrite ge0_integralM//; last 3 first.
- apply: (measurable_fun_comp (f := EFin \o gw)); last exact: maff.
  by apply/EFin_measurable_fun; exact: mgw.
- by move=> x _; rewrite /= lee_fin gw_ge0.
- exact: exp_ge0E.
rewrite (@integral_aff _ 1 (- t) (EFin \o gw))//; last 2 first.
- by apply/EFin_measurable_fun; exact: mgw.
- by move=> x; rewrite /= lee_fin gw_ge0.
by rewrite gw1 normr1 invr1 !mule1.
Qed.

(* E exp(l X^2) = (1 - 2 l)^(-1/2) for l < 1/2: the chi-square mgf *)
Theorem gauss_sq_mgf (l : R) : l < 2^-1 ->
  (\int[gauss]_x (expR (l * x ^+ 2))%:E = (Num.sqrt (1 - 2 * l))^-1%:E)%E.
Proof.
move=> l2; have pos : 0 < 1 - 2 * l.
  by rewrite subr_gt0 mulrC -ltr_pdivl_mulr// div1r.
have s0 : 0 < Num.sqrt (1 - 2 * l) by rewrite sqrtr_gt0.
have mt : measurable_fun setT (fun x : R => expR (l * x ^+ 2)).
  apply: mexp; apply: measurable_funrM; apply: measurable_fun_sqr.
  exact: measurable_fun_id.
rewrite integral_gauss => [|//|x]; last exact: exp_ge0.
transitivity (\int[lam]_x (EFin \o gw) (aff (Num.sqrt (1 - 2 * l)) 0 x))%E.
  apply: eq_integral => x _; rewrite /= /gw mulrCA.
  congr (_ * _)%:E; rewrite /gd -!expRD; congr expR; rewrite /aff addr0 exprMn.
  by rewrite sqr_sqrtr ?ltW//; field.
rewrite (@integral_aff _ _ 0 (EFin \o gw)) ?gt_eqF//; last 2 first.
- by apply/EFin_measurable_fun; exact: mgw.
- by move=> x; rewrite /= lee_fin gw_ge0.
by rewrite gw1 mule1 gtr0_norm.
Qed.

Lemma gaussE (B : set R) : measurable B ->
  (gauss B = \int[lam]_x (\1_B x * gw x)%:E)%E.
Proof.
move=> mB; rewrite -integral_gauss.
- by rewrite integral_indic// setIT.
- exact: measurable_fun_indic.
- by move=> x; rewrite indicE; case: (_ \in _).
Qed.

(* symmetry *)
Theorem gauss_sym (A : set R) : measurable A -> gauss (-%R @^-1` A) = gauss A.
Proof.
move=> mA; have mN : measurable (-%R @^-1` A).
  have := maff (-1) 0 measurableT mA; rewrite setTI (_ : aff (-1) 0 = -%R)//.
  by apply/funext => x; rewrite /aff mulN1r addr0.
rewrite !gaussE//.
transitivity (\int[lam]_x (fun y => (\1_A y * gw y)%:E) (aff (-1) 0 x))%E.
  apply: eq_integral => x _; rewrite /aff mulN1r addr0; congr (_ * _)%:E.
  by rewrite /gw /gd sqrrN.
rewrite (@integral_aff _ (-1) 0 (fun y => (\1_A y * gw y)%:E)).
- by rewrite normrN1 invr1 mul1e.
- by rewrite oppr_eq0 oner_eq0.
- apply/EFin_measurable_fun; apply: measurable_funM; last exact: mgw.
  exact: measurable_fun_indic.
- by move=> x; rewrite EFinM; apply: mule_ge0; [exact: indicE_ge0|rewrite lee_fin gw_ge0].
Qed.
End gauss.
