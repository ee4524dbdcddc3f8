(* Dilation.v: means of nonnegative functions, and the Gaussian law under dilations. *)
(*                                                                             *)
(*   mean_below, mean_indic == means that are known to exist                       *)
(*   gauss_dilate     == E F (c X) exp (l X^2) = E F (X) / c, c = sqrt (1 - 2 l)     *)
(*   vec_dilate       == the same for vectors, 1 / c^D                            *)
From UC Require Import Prelude Lebesgue Gaussian Product Learner Linear.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* ----- means that are known to be finite -------------------------------------------- *)
Section means.
Variables (R : realType) (A : pspace R).
Implicit Types (f g : pT A -> R) (e : R).

Lemma mean_below f g e : measurable_fun setT f -> (forall x, 0 <= f x <= g x) -> mean g e ->
  mean f (fine (\int[pP A]_x (f x)%:E)%E).
Proof.
move=> mf fg [mg g0 ge]; have f0 x : 0 <= f x by have /andP[] := fg x.
split=> //; rewrite fineK// ge0_fin_numE; last by apply: integral_ge0 => x _; rewrite lee_fin.
apply: (@le_lt_trans _ _ (\int[pP A]_x (g x)%:E)%E); last by rewrite ge ltry.
apply: ge0_le_integral => //.
- by move=> x _; rewrite lee_fin.
- exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
- exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin; have /andP[] := fg x.
Qed.

Lemma mean_indic (X : set (pT A)) : measurable X -> mean (\1_X : pT A -> R) (fine (pP A X)).
Proof.
move=> mX; split; [exact: measurable_fun_indic|by move=> x; rewrite indicE ler0n|].
by rewrite integral_indic// setIT fineK// prob_fin.
Qed.
End means.

(* ----- dilations ---------------------------------------------------------------------- *)
Section dilation.
Variables (R : realType) (l : R).
Hypothesis l2 : l < 2^-1.
Local Notation c := (Num.sqrt (1 - 2 * l)).
Local Notation G := (psG R).

Let c2 : 0 < 1 - 2 * l. Proof. by rewrite subr_gt0 mulrC -ltr_pdivl_mulr// div1r. Qed.
Let c0 : 0 < c. Proof. by rewrite sqrtr_gt0. Qed.

Lemma mdilate : measurable_fun setT (fun x : R => c * x).
Proof. by apply: measurable_funrM; exact: measurable_fun_id. Qed.

Lemma msquare_exp : measurable_fun setT (fun x : R => expR (l * x ^+ 2)).
Proof. by apply: mexp; apply: measurable_funrM; apply: measurable_fun_sqr; exact: measurable_fun_id. Qed.

Lemma gauss_dilate (F : R -> R) : measurable_fun setT F -> (forall x, 0 <= F x) ->
  (\int[pP G]_x (F (c * x)%R * expR (l * x ^+ 2))%:E = c^-1%:E * \int[pP G]_x (F x)%:E)%E.
Proof.
move=> mF F0; have mFc : measurable_fun setT (fun x : R => F (c * x)).
  by apply: (measurable_fun_comp (f := F)) => //; exact: mdilate.
rewrite [LHS]integral_gauss; last 2 first.
- by apply: measurable_funM => //; exact: msquare_exp.
- by move=> x; rewrite mulr_ge0// exp_ge0.
rewrite integral_gauss//.
have mFg : measurable_fun setT (fun x : R => (F x * gw x)%:E).
  by apply/EFin_measurable_fun; apply: measurable_funM => //; exact: mgw.
transitivity (\int[[the {measure set R -> \bar R} of @leb R]]_x (fun y => (F y * gw y)%:E) (aff c 0 x))%E.
  apply: eq_integral => x _; rewrite /aff addr0 -mulrA; congr (_ * _)%:E.
  rewrite /gw mulrCA; congr (_ * _); rewrite /gd -!expRD; congr expR; rewrite exprMn.
  by rewrite sqr_sqrtr ?ltW//; field.
rewrite (@integral_aff _ c 0 (fun y => (F y * gw y)%:E)) ?gt_eqF//.
- by rewrite gtr0_norm.
- by move=> x; rewrite lee_fin mulr_ge0// gw_ge0.
Qed.

Lemma dot_cons D (v : pT (V R D.+1)) : dot (vec v) (vec v) = (v.1 : R) ^+ 2 + dot (vec v.2) (vec v.2).
Proof.
rewrite /dot big_ord_recl !mxE /= expr2; congr (_ + _).
by apply: eq_bigr => k _; rewrite !mxE.
Qed.

Lemma msq_vec D d (T : measurableType d) (f : T -> pT (V R D)) : measurable_fun setT f ->
  measurable_fun setT (fun t => dot (vec (f t)) (vec (f t))).
Proof. by move=> mf; apply: mdot; exact: mvvec. Qed.

Definition dilated D : pT (V R D) -> pT (V R D) := @pmap R G G (fun x : R => c * x) D.

Lemma mdilated D : measurable_fun setT (@dilated D).
Proof.
elim: D => [|D IH]; first exact: measurable_fun_id.
apply/prod_measurable_funP; split.
  apply: (measurable_fun_comp (f := fun x : R => c * x)); [exact: mdilate|exact: mfst].
by apply: (measurable_fun_comp (f := @dilated D)) => //; exact: msnd.
Qed.

Lemma dot_dilated D (v : pT (V R D)) :
  dot (vec (dilated v)) (vec (dilated v)) = (1 - 2 * l) * dot (vec v) (vec v).
Proof.
have -> : vec (dilated v) = c *: vec v by apply/rowP => k; rewrite !mxE /dilated crd_pmap.
by rewrite dotZl dotZr mulrA -expr2 sqr_sqrtr// ltW.
Qed.

Lemma vec_dilate D (F : pT (V R D) -> R) : measurable_fun setT F -> (forall v, 0 <= F v) ->
  (\int[pP (V R D)]_v (F (dilated v) * expR (l * dot (vec v) (vec v)))%:E =
   (c^-1 ^+ D)%:E * \int[pP (V R D)]_v (F v)%:E)%E.
Proof.
elim: D F => [|D IH] F mF F0.
  rewrite expr0 mul1e; apply: eq_integral => v _.
  by rewrite /dot big_ord0 mulr0 expR0 mulr1.
have k0 n : 0 <= c^-1 ^+ n :> R by rewrite exprn_ge0// invr_ge0 ltW.
have mFd : measurable_fun setT (fun v : pT (V R D.+1) => F (dilated v)).
  by apply: (measurable_fun_comp (f := F)) => //; exact: mdilated.
have mw n : measurable_fun setT (fun v : pT (V R n) => expR (l * dot (vec v) (vec v))).
  by apply: mexp; apply: measurable_funrM; apply: msq_vec; exact: measurable_fun_id.
pose F2 (z : R * pT (V R D)) := F (z.1, dilated z.2).
have mF2 : measurable_fun setT F2.
  apply: (measurable_fun_comp (f := F) (g := fun z : R * pT (V R D) => ((z.1, dilated z.2) : pT (V R D.+1)))) => //.
  apply/prod_measurable_funP; split; first exact: mfst.
  by apply: (measurable_fun_comp (f := @dilated D)); [exact: mdilated|exact: msnd].
pose W (v : pT (V R D)) := expR (l * dot (vec v) (vec v)).
have mF2W : measurable_fun setT (fun z : R * pT (V R D) => F2 z * W z.2).
  by apply: measurable_funM => //; apply: (measurable_fun_comp (f := W)); [exact: mw|exact: msnd].
rewrite [LHS](@ps_tonelli2 _ G (V R D) (fun v => (F (dilated (v : pT (V R D.+1))) * expR (l * dot (vec (v : pT (V R D.+1))) (vec (v : pT (V R D.+1)))))%:E)); last 2 first.
- by apply/EFin_measurable_fun; apply: measurable_funM => //; exact: (mw D.+1).
- by move=> z; rewrite lee_fin; apply: mulr_ge0; [exact: F0|exact: exp_ge0].
transitivity (\int[pP (V R D)]_v (c^-1%:E * \int[pP G]_x (F2 (x, v) * W v)%:E))%E.
  apply: eq_integral => v _; rewrite -(gauss_dilate (F := fun x => F2 (x, v) * W v)).
  - apply: eq_integral => x _; rewrite dot_cons mulrDr expRD mulrA mulrAC /=.
    by rewrite [F _ * _ * _]mulrAC.
  - exact: (measurable_fun_prod2 v mF2W).
  - by move=> x; apply: mulr_ge0; [exact: F0|exact: exp_ge0].
have mE : measurable_fun setT (fun z : R * pT (V R D) => (F2 z * W z.2)%:E) by apply/EFin_measurable_fun.
have E0 z : (0 <= (F2 z * W z.2)%:E)%E.
  by rewrite lee_fin; apply: mulr_ge0; [exact: F0|exact: exp_ge0].
have mI : measurable_fun setT (fun v : pT (V R D) => \int[pP G]_x (F2 (x, v) * W v)%:E)%E.
  exact: (@measurable_fun_fubini_tonelli_G _ _ (pT G) (pT (V R D)) R (pP G) (ps_sf G) _ mE E0).
have I0 (v : pT (V R D)) : (0 <= \int[pP G]_x (F2 (x, v) * W v)%:E)%E.
  by apply: integral_ge0 => x _; exact: E0 (x, v).
rewrite ge0_integralM//.
rewrite -(@ps_tonelli2 _ G (V R D) (fun z => (F2 z * W z.2)%:E))// ps_tonelli//.
rewrite exprS EFinM -muleA; congr (_ * _)%E.
rewrite [X in _ = (_ * X)%E](@ps_tonelli _ G (V R D) (fun z => (F z)%:E)); last 2 first.
- exact/EFin_measurable_fun.
- by move=> z; rewrite lee_fin.
transitivity (\int[pP G]_x ((c^-1 ^+ D)%:E * \int[pP (V R D)]_v (F (x, v))%:E))%E.
  apply: eq_integral => x _; rewrite -(IH (fun v => F (x, v)))//.
  exact: (measurable_fun_prod1 x mF).
rewrite ge0_integralM//.
- apply: (@measurable_fun_fubini_tonelli_F _ _ (pT G) (pT (V R D)) R (pP (V R D)) (ps_sf (V R D)) (fun z => (F z)%:E)) => [|z].
    exact/EFin_measurable_fun.
  by rewrite lee_fin.
- by move=> x _; apply: integral_ge0 => v _; rewrite lee_fin.
Qed.
End dilation.
