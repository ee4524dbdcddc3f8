(* ChiSquare.v: the upper tail of |g|^2, g a standard Gaussian vector of R^D.      *)
(*                                                                             *)
(*   beyond t         == the event |g|^2 > t; excess == max (|g|^2 - D) 0          *)
(*   prob_beyond t, excess_beyond t == its probability, E [excess; beyond t]       *)
(*   chi_tail         == P (|g|^2 > D (1 + alpha)) <= E exp (mu (T - D)) / (e mu D alpha) *)
(*                       times Chernoff's bound                                   *)
From Coq Require Import Reals.
From UC Require Import Constants TailReal ChiReal Prelude Bridge Product Learner Linear Dilation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* ----- the tail ----------------------------------------------------------------------- *)
Section beyond.
Variable D : nat.
Local Notation V := (V RR D).
Implicit Types t h mu : RR.

Definition square_norm (v : pT V) : RR := dot (vec v) (vec v).
Definition excess (v : pT V) : RR := Num.max (square_norm v - D%:R) 0.
Definition beyond t : set (pT V) := [set v | t < square_norm v].
Definition prob_beyond t : RR := fine (pP V (beyond t)).
Definition excess_beyond t : RR := fine (\int[pP V]_v (\1_(beyond t) v * excess v)%:E)%E.

Let msquare : measurable_fun setT square_norm.
Proof. by apply: msq_vec; exact: measurable_fun_id. Qed.

Lemma mbeyond t : measurable (beyond t).
Proof.
rewrite (_ : beyond t = ~` [set v | 0 <= t - square_norm v]).
  apply: measurableC; apply: measurable_le; apply: measurable_funB => //; exact: measurable_fun_cst.
by apply/seteqP; split=> v /=; rewrite /beyond /= subr_ge0 ltNge => /negP.
Qed.
Local Hint Resolve mbeyond : core.

Lemma prob_mean t : mean (A := V) (\1_(beyond t) : pT V -> RR) (prob_beyond t).
Proof. exact: mean_indic. Qed.

Lemma IZR_2E : IZR 2 = 2 :> RR.
Proof. by rewrite -(INRE 2) INR_IZR_INZ. Qed.

Lemma exp_tangent (x : RR) : x <= expR (x - 1).
Proof. by have /RleP := exp_ineq1_le (x - 1); rewrite expRE_exp RplusE addrC subrK. Qed.

Lemma excess_ge0 v : 0 <= excess v.
Proof. by rewrite /excess le_maxr lexx orbT. Qed.

Lemma excess_le mu v : 0 < mu -> excess v <= mu^-1 * expR (mu * (square_norm v - D%:R) - 1).
Proof.
move=> mu0; rewrite /excess le_maxl; apply/andP; split.
  by rewrite -ler_pdivr_mull ?invr_gt0// invrK; exact: exp_tangent.
by rewrite mulr_ge0 ?exp_ge0// invr_ge0 ltW.
Qed.

Lemma excessE t v : D%:R <= t -> beyond t v -> excess v = square_norm v - D%:R.
Proof. by move=> Dt tv; rewrite /excess max_l// subr_ge0 ltW// (le_lt_trans Dt). Qed.

Definition excess_bound mu : RR :=
  mu^-1 * (expR (- (mu * D%:R) - 1) * (Num.sqrt (1 - 2 * mu))^-1 ^+ D).

Lemma bound_mean mu : 0 < mu -> mu < 2^-1 ->
  mean (A := V) (fun v => mu^-1 * expR (mu * (square_norm v - D%:R) - 1)) (excess_bound mu).
Proof.
move=> mu0 mu2; apply: mean_scale; first by rewrite invr_ge0 ltW.
have -> : (fun v : pT V => expR (mu * (square_norm v - D%:R) - 1)) =
    fun v => expR (- (mu * D%:R) - 1) * expR (mu * square_norm v).
  by apply/funext => v; rewrite -exp.expRD; congr expR; rewrite mulrBr; ring.
apply: mean_scale; first exact: exp_ge0.
split; [|by move=> v; exact: exp_ge0|exact: vec_sq_mgf].
by apply: mexp; apply: measurable_funrM.
Qed.

Lemma indic_between t (f : pT V -> RR) v : 0 <= f v -> 0 <= \1_(beyond t) v * f v <= f v.
Proof.
move=> f0; rewrite indicE; case: (_ \in _); rewrite ?mul1r ?mul0r ?f0 ?lexx//=.
Qed.

Lemma mexcess t : measurable_fun setT (fun v : pT V => \1_(beyond t) v * excess v : RR).
Proof.
apply: measurable_funM; first exact: measurable_fun_indic.
apply: measurable_fun_max; last exact: measurable_fun_cst.
by apply: measurable_funB => //; exact: measurable_fun_cst.
Qed.

Lemma quarter_ok : 0 < 4^-1 :> RR /\ 4^-1 < 2^-1 :> RR.
Proof. by split; rewrite ?invr_gt0 ?ltf_pinv ?posrE ?ltr_nat ?ltr0n. Qed.

Lemma excess_mean t : mean (A := V) (fun v => \1_(beyond t) v * excess v) (excess_beyond t).
Proof.
have [q0 q2] := quarter_ok.
apply: (mean_below (g := fun v => 4^-1^-1 * expR (4^-1 * (square_norm v - D%:R) - 1))).
- exact: mexcess.
- move=> v; have /andP[l u] := indic_between t (excess_ge0 v).
  by rewrite l (le_trans u)// excess_le.
- exact: bound_mean.
Qed.

Lemma excess_beyond_le mu t : 0 < mu -> mu < 2^-1 -> excess_beyond t <= excess_bound mu.
Proof.
move=> mu0 mu2; apply: (mean_le (excess_mean t) (bound_mean mu0 mu2)) => v.
have /andP[_ u] := indic_between t (excess_ge0 v); exact: le_trans u (excess_le v mu0).
Qed.

Lemma prob_beyond01 t : 0 <= prob_beyond t <= 1.
Proof.
apply/andP; split; first by rewrite fine_ge0.
by rewrite -lee_fin fineK ?prob_fin// prob_le1.
Qed.

(* [beyond t] is decided by cases                                                   *)
Let cases t v : (\1_(beyond t) v = 1 :> RR /\ beyond t v) \/ (\1_(beyond t) v = 0 :> RR /\ ~ beyond t v).
Proof.
rewrite indicE; case: (boolP (v \in beyond t)) => [|n]; first by rewrite inE; left.
by right; split=> //; move/mem_set => i; rewrite i in n.
Qed.

Lemma excess_drop t t' : D%:R <= t' -> t' <= t ->
  excess_beyond t + (t' - D%:R) * prob_beyond t' <= excess_beyond t' + (t' - D%:R) * prob_beyond t.
Proof.
move=> Dt t't; have d0 : 0 <= t' - D%:R by rewrite subr_ge0.
apply: (mean_le (mean_add (excess_mean t) (mean_scale d0 (prob_mean t')))
  (mean_add (excess_mean t') (mean_scale d0 (prob_mean t)))) => v.
have [[-> b]|[-> n]] := cases t v; have [[-> b']|[-> n']] := cases t' v; rewrite ?mul1r ?mul0r ?mulr1 ?mulr0 ?add0r ?addr0//.
- by case: n'; exact: le_lt_trans t't b.
- by rewrite (excessE Dt b') ler_add2r ltW.
Qed.

Lemma excess_above t : D%:R <= t -> (t - D%:R) * prob_beyond t <= excess_beyond t.
Proof.
move=> Dt; have d0 : 0 <= t - D%:R by rewrite subr_ge0.
apply: (mean_le (mean_scale d0 (prob_mean t)) (excess_mean t)) => v.
have [[-> b]|[-> n]] := cases t v; rewrite ?mul1r ?mul0r ?mulr1 ?mulr0//.
by rewrite (excessE Dt b) ler_add2r ltW.
Qed.

Lemma prob_dilation h t : 0 < h -> h < 1 -> D%:R <= t ->
  Num.sqrt (1 - h) ^+ D * ((1 + h * (D%:R / 2)) * prob_beyond t + h / 2 * excess_beyond t) <=
  prob_beyond ((1 - h) * t).
Proof.
move=> h0 h1 Dt; pose l := h / 2; have l2 : l < 2^-1 by rewrite /l ltr_pdivr_mulr// mulVf.
have lE : 1 - 2 * l = 1 - h by rewrite /l mulrCA mulfV// mulr1.
have c0 : 0 < Num.sqrt (1 - h) by rewrite sqrtr_gt0 subr_gt0.
have dil : mean (A := V) (fun v => \1_(beyond t) v * expR (l * square_norm v))
    ((Num.sqrt (1 - h))^-1 ^+ D * prob_beyond ((1 - h) * t)).
  split; [|by move=> v; rewrite mulr_ge0 ?exp_ge0// indicE ler0n|].
    by apply: measurable_funM; [exact: measurable_fun_indic|apply: mexp; exact: measurable_funrM].
  rewrite -lE; have [mi i0 pm] := prob_mean ((1 - 2 * l) * t); rewrite EFinM -pm -(vec_dilate l2 mi i0).
  apply: eq_integral => v _; congr (_ * _)%:E; rewrite !indicE; congr (_ : bool)%:R.
  by apply/idP/idP; rewrite !inE /beyond /square_norm /= dot_dilated// lE ltr_pmul2l ?subr_gt0.
have a0 : 0 <= 1 + h * (D%:R / 2) by rewrite addr_ge0// mulr_ge0 ?divr_ge0// ltW.
have l0 : 0 <= l by rewrite divr_ge0// ltW.
have low := mean_add (mean_scale a0 (prob_mean t)) (mean_scale l0 (excess_mean t)).
have k0 : 0 < Num.sqrt (1 - h) ^+ D by exact: exprn_gt0.
rewrite [leLHS]mulrC -ler_pdivl_mulr// [leRHS]mulrC -exprVn; apply: (mean_le low dil) => v.
have [[-> b]|[-> n]] := cases t v; rewrite ?mul1r ?mulr1 ?mul0r ?mulr0 ?addr0//.
apply: le_trans (exp_tangent _) _; rewrite ler_expR (excessE Dt b) /l.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.

Theorem chi_tail (alpha mu p : RR) : (0 < D)%N -> 0 < alpha -> 0 < mu -> mu < 2^-1 ->
  Rle (Rdiv (exp (sharp_exponent (INR D) alpha mu)) (Rmult (Rmult mu (INR D)) alpha)) p ->
  prob_beyond (D%:R * (1 + alpha)) <= p.
Proof.
move=> D0 a0 mu0 mu2 le; have r0 : Rlt (IZR 0) (INR D) by apply: lt_0_INR; exact/ssrnat.ltP.
have q2 (x : RR) : Rdiv x (IZR 2) = x / 2 by rewrite RdivE ?IZR_2E ?pnatr_eq0.
have root (x : RR) : 0 < x -> Num.sqrt x ^+ D = exp (Rmult (Rdiv (INR D) (IZR 2)) (Rpower.ln x)).
  move=> x0; have := @pow_sqrt_exp x 0 D x0; rewrite exp.expR0 mulr1 exprVn => /(congr1 GRing.inv).
  rewrite invrK => ->; rewrite -RinvE; last by apply/eqP/Rgt_not_eq; exact: exp_pos.
  by rewrite -exp_Ropp; congr exp; rewrite /Rminus Rplus_0_l Ropp_involutive.
apply/RleP; rewrite -INRE -RplusE -RmultE; apply: (chi_real _ _ mu _ prob_beyond excess_beyond) => //.
- by move=> t; have /andP[/RleP ? /RleP ?] := prob_beyond01 t.
- move=> t t' [/RleP l1 /RleP l2]; apply/RleP.
  by have := @excess_drop t t'; rewrite -INRE => /(_ l1 l2).
- by move=> t /RleP l; apply/RleP; have := @excess_above t; rewrite -INRE => /(_ l).
- move=> h t [/RltP h0 /RltP h1] /RleP l; apply/RleP; have := @prob_dilation h t h0 h1.
  by rewrite -INRE => /(_ l); rewrite root ?subr_gt0// -!q2.
- have := @excess_beyond_le mu D%:R mu0 mu2; rewrite INRE => /RleP le1; apply: Rle_trans le1 _.
  apply: Req_le; rewrite /excess_bound [expR _ * _]mulrC pow_sqrt_exp ?subr_gt0; last first.
    by rewrite mulrC -ltr_pdivl_mulr// div1r.
  rewrite RmultE RinvE ?gt_eqF//; congr (_ * exp _).
  by rewrite -(INRE D) -IZR_2E.
- exact/RltP.
- exact/RltP.
Qed.
End beyond.
