(* Linear.v: the linear setting, its moment generating functions, and its      *)
(* losses.                                                                    *)
(*                                                                             *)
(* Parameters: m points, D noise dimensions, noise sig * N(0, I_D), a signal    *)
(* direction u, and any label space L with labels lab in {-1, 1}.              *)
(*   Om               == the probability space of samples, (L x Gauss^D)^m     *)
(*   ys s i, zs s i   == label and noise of the i-th point of s                *)
(*   hS s             == the learned hypothesis (w1, w2)                       *)
(*   sq s             == |w2|^2                                                *)
(*   poploss g w      == population loss of w (margin loss with parameter g)    *)
(*   emploss g w S    == its empirical loss on the sample S                    *)
From UC Require Import Prelude Lebesgue Gaussian Product Learner.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* ----- measurable vectors ---------------------------------------------------- *)
Section vectors.
Variables (R : realType) (D : nat).
Context d (T : measurableType d).
Implicit Types a b : T -> 'rV[R]_D.

Definition mv a := forall k, measurable_fun setT (fun t => a t 0 k).

Lemma mdot a b : mv a -> mv b -> measurable_fun setT (fun t => dot (a t) (b t)).
Proof. by move=> ma mb; apply: msum => k; exact: measurable_funM. Qed.

Lemma mvscale (c : T -> R) a : measurable_fun setT c -> mv a -> mv (fun t => c t *: a t).
Proof. by move=> mc ma k; under eq_fun do rewrite mxE; exact: measurable_funM. Qed.

Lemma mvcst w : mv (fun=> w).
Proof. by move=> k; exact: measurable_fun_cst. Qed.
End vectors.

Section gaussian_vectors.
Variable R : realType.

Definition psG : pspace R := PSpace (@gauss1 R).
Definition V (D : nat) : pspace R := pspow psG D.
Definition vec D (v : pT (V D)) : 'rV[R]_D := \row_k (crd v k : R).

Lemma mvvec D d (T : measurableType d) (f : T -> pT (V D)) : measurable_fun setT f ->
  mv (fun t => vec (f t)).
Proof.
move=> mf k; under eq_fun do rewrite mxE.
by apply: (measurable_fun_comp (f := fun v : pT (V D) => crd v k : R)) => //; exact: mcrd.
Qed.

Variable D : nat.

Lemma vec_sq_mgf l : l < 2^-1 -> (\int[pP (V D)]_v (expR (l * dot (vec v) (vec v)))%:E =
  ((Num.sqrt (1 - 2 * l))^-1 ^+ D)%:E)%E.
Proof.
move=> l2; transitivity (\int[pP (V D)]_v (\prod_(k < D) expR (l * (crd v k : R) ^+ 2))%:E)%E.
  apply: eq_integral => v _; rewrite -expR_sum; congr (expR _)%:E.
  by rewrite mulr_sumr; apply: eq_bigr => k _; rewrite !mxE.
rewrite (@pow_prod _ psG D (fun _ x => expR (l * x ^+ 2))
   (fun _ => (Num.sqrt (1 - 2 * l))^-1)).
- by rewrite prodr_const card_ord.
- move=> _; apply: mexp; apply: measurable_funrM; apply: measurable_fun_sqr.
  exact: measurable_fun_id.
- by move=> _ x; exact: exp_ge0.
- by move=> _; rewrite invr_ge0 sqrtr_ge0.
- by move=> _; exact: gauss_sq_mgf.
Qed.

Lemma vec_mgf (w : 'rV[R]_D) :
  (\int[pP (V D)]_v (expR (dot w (vec v)))%:E = (expR (dot w w / 2))%:E)%E.
Proof.
pose wn (k : nat) : R := oapp (fun i => w 0 i) 0 (insub k).
have wnE (k : 'I_D) : wn k = w 0 k by rewrite /wn valK.
transitivity (\int[pP (V D)]_v (\prod_(k < D) expR (wn k * (crd v k : R)))%:E)%E.
  apply: eq_integral => v _; rewrite -expR_sum; congr (expR _)%:E.
  by apply: eq_bigr => k _; rewrite !mxE wnE.
rewrite (@pow_prod _ psG D (fun k x => expR (wn k * x)) (fun k => expR (wn k ^+ 2 / 2))).
- rewrite -expR_sum; congr (expR _)%:E; rewrite mulr_suml.
  by apply: eq_bigr => k _; rewrite wnE expr2.
- move=> k; apply: mexp; apply: measurable_funrM; exact: measurable_fun_id.
- by move=> k x; exact: exp_ge0.
- by move=> k; exact: exp_ge0.
- by move=> k; exact: gauss_mgf.
Qed.
End gaussian_vectors.

(* ----- the setting -------------------------------------------------------------- *)
Section setting.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.

Definition X : pspace R := psprod L (V R D).        (* one labelled point        *)
Definition Om : pspace R := pspow X m.              (* one sample                *)
Definition ys (s : pT Om) (i : 'I_m) : R := lab (crd s i : pT X).1.
Definition zs (s : pT Om) (i : 'I_m) : 'rV[R]_D := sig *: vec (crd s i : pT X).2.
Definition hS (s : pT Om) : hyp R K D := learn u (ys s) (zs s).
Definition sq (s : pT Om) : R := dot (hS s).2 (hS s).2.

Definition poploss (g : R) (w : hyp R K D) : R :=
  fine (\int[pP X]_t (loss g (margin u w (lab t.1) (sig *: vec t.2)))%:E)%E.
Definition emploss (g : R) (w : hyp R K D) (S : pT Om) : R :=
  m%:R^-1 * \sum_(i < m) loss g (margin u w (ys S i) (zs S i)).

Lemma mlab_fst d (T : measurableType d) (f : T -> pT L) : measurable_fun setT f ->
  measurable_fun setT (fun t => lab (f t)).
Proof. by move=> mf; apply: (measurable_fun_comp (f := lab)). Qed.

Lemma mlin q (w : 'rV[R]_D) :
  measurable_fun setT (fun t : pT X => q * lab t.1 * dot w (vec t.2)).
Proof.
apply: measurable_funM; last by apply: mdot; [exact: mvcst|apply: mvvec; exact: msnd].
by apply: measurable_funrM; apply: mlab_fst; exact: mfst.
Qed.

Lemma lin_mgf q (w : 'rV[R]_D) :
  (\int[pP X]_t (expR (q * lab t.1 * dot w (vec t.2)))%:E =
   (expR (q ^+ 2 * dot w w / 2))%:E)%E.
Proof.
rewrite [LHS](@ps_tonelli _ L (V R D) (fun t => (expR (q * lab t.1 * dot w (vec t.2)))%:E)).
- rewrite -[RHS](int_cst L); last exact: exp_ge0.
  apply: eq_integral => b _ /=.
  under eq_integral do rewrite -dotZl; rewrite vec_mgf dotZl dotZr.
  by rewrite mulrA mulrACA lab2 mulr1 expr2.
- by apply/EFin_measurable_fun; apply: mexp; exact: mlin.
- by move=> z; exact: exp_ge0E.
Qed.

Lemma mys i : measurable_fun setT (fun s => ys s i).
Proof.
apply: mlab_fst; apply: (measurable_fun_comp (f := fst : pT X -> pT L)); last exact: mcrd.
exact: mfst.
Qed.

Lemma mzs i : mv (fun s => zs s i).
Proof.
apply: mvscale; first exact: measurable_fun_cst.
apply: mvvec; apply: (measurable_fun_comp (f := snd : pT X -> pT (V R D))); last exact: mcrd.
exact: msnd.
Qed.

Lemma mw2 : mv (fun s => w2 (ys s) (zs s)).
Proof.
move=> k; rewrite (_ : (fun _ => _) = fun s => \sum_i ys s i * zs s i 0 k).
  by apply: msum => i; apply: measurable_funM; [exact: mys|exact: mzs].
by apply/funext => s; rewrite /w2 summxE; apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma msq : measurable_fun setT sq.
Proof. by apply: mdot; exact: mw2. Qed.

Hypothesis m_gt0 : (0 < m)%N.

Let m_neq0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma emploss_between g w S : 0 <= g -> 0 <= emploss g w S <= 1.
Proof.
move=> g0; rewrite /emploss; set s := \sum_(i < m) _.
have s0 : 0 <= s by rewrite sumr_ge0// => i _; exact: loss_ge0.
have sm : s <= m%:R.
  apply: (@le_trans _ _ (\sum_(i < m) 1)); last by rewrite sumr_const card_ord.
  by apply: ler_sum => i _; exact: loss_le1.
by rewrite mulr_ge0 ?invr_ge0 ?ler0n//= mulrC ler_pdivr_mulr ?mul1r ?ltr0n.
Qed.

Lemma mmargin w : measurable_fun setT
  (fun t : pT X => margin u w (lab t.1) (sig *: vec t.2)).
Proof.
apply: measurable_funM; first by apply: mlab_fst; exact: mfst.
apply: measurable_funD.
  rewrite (_ : (fun _ => _) = fun t : pT X => dot w.1 u * lab t.1).
    by apply: measurable_funrM; apply: mlab_fst; exact: mfst.
  by apply/funext => t; rewrite /x1 dotZr mulrC.
apply: mdot; first exact: mvcst.
by apply: mvscale; [exact: measurable_fun_cst|apply: mvvec; exact: msnd].
Qed.

Lemma mloss_margin g w : measurable_fun setT
  (fun t : pT X => loss g (margin u w (lab t.1) (sig *: vec t.2))).
Proof. by apply: (measurable_fun_comp (mloss g)); exact: mmargin. Qed.

Lemma poploss_int g w c : 0 <= g ->
  (\int[pP X]_t (loss g (margin u w (lab t.1) (sig *: vec t.2)))%:E <= c%:E)%E ->
  0 <= poploss g w <= c.
Proof.
move=> g0 Ic; rewrite /poploss fine_ge0 /=; last first.
  by apply: integral_ge0 => t _; rewrite lee_fin loss_ge0.
move: Ic; set I := (\int[_]_t _)%E => Ic.
have I0 : (0 <= I)%E by apply: integral_ge0 => t _; rewrite lee_fin loss_ge0.
by move: I0 Ic; case: I => // r _; rewrite lee_fin.
Qed.

Lemma poploss_between g w : 0 <= g -> 0 <= poploss g w <= 1.
Proof.
move=> g0; apply: poploss_int => //.
rewrite -[leRHS](int_cst X ler01); apply: ge0_le_integral => //.
- by move=> t _; rewrite lee_fin loss_ge0.
- by apply/EFin_measurable_fun; exact: mloss_margin.
- exact: measurable_fun_cst.
- by move=> t _; rewrite lee_fin loss_le1.
Qed.
End setting.
