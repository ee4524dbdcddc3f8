(* ChiReal.v: from a dilation inequality to the tail of chi-square, over Coq's     *)
(* real numbers.                                                                *)
(*                                                                             *)
(* pr t stands for P (T > t), ex t for E [T - 2n; T > t], T ~ chi2_2n.             *)
(*   slow_decrease    == f b <= f a when f x >= f y - C (y - x)^2 for close x <= y  *)
(*   ex_le            == ex t <= ex (2n) (t/2n)^n e^(n - t/2)                      *)
(*   pr_le            == hence pr (2n (1 + alpha)) <= ex (2n)/(2n alpha) times       *)
(*                       Chernoff's bound                                       *)
From Coq Require Import Reals Lra Psatz.
From UC Require Import TailReal Constants.
Local Open Scope R_scope.

Lemma slow_decrease (f : R -> R) (C r a b : R) : a <= b -> 0 <= C -> 0 < r ->
  (forall x y, a <= x <= y -> y <= b -> y - x <= r -> f y - C * (y - x) ^ 2 <= f x) -> f b <= f a.
Proof.
intros ab C0 r0 loc. apply Rnot_lt_le. intros lt.
pose (L := b - a). pose (e := f b - f a). assert (e0 : 0 < e) by (unfold e; lra).
assert (L0 : 0 <= L) by (unfold L; lra).
assert (Lr : 0 <= L / r) by (apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]).
destruct (archimed_cor1 (/ (1 + L / r + C * L ^ 2 / e))) as [n [Hn n0]].
{ apply Rinv_0_lt_compat. assert (0 <= C * L ^ 2 / e); [|lra].
  apply Rmult_le_pos; [nra | left; now apply Rinv_0_lt_compat]. }
assert (N0 : 0 < INR n) by now apply lt_0_INR.
assert (big : 1 + L / r + C * L ^ 2 / e < INR n).
{ assert (0 <= C * L ^ 2 / e) by (apply Rmult_le_pos; [nra | left; now apply Rinv_0_lt_compat]).
  rewrite <- (Rinv_involutive (INR n)) by lra. rewrite <- (Rinv_involutive (_ + _)) by lra.
  apply Rinv_lt_contravar; [|exact Hn]. apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; lra. }
pose (d := L / INR n).
assert (dn : INR n * d = L) by (unfold d; field; lra).
assert (d0 : 0 <= d) by (apply Rmult_le_pos; [lra | left; now apply Rinv_0_lt_compat]).
assert (d2 : d <= r).
{ apply Rmult_le_reg_l with (INR n); [lra|]. rewrite dn. replace L with (L / r * r) by (field; lra).
  apply Rmult_le_compat_r; [lra|]. assert (0 <= C * L ^ 2 / e) by (apply Rmult_le_pos; [nra | left; now apply Rinv_0_lt_compat]). lra. }
assert (steps : forall k, (k <= n)%nat -> f (a + INR k * d) - INR k * (C * d ^ 2) <= f a).
{ induction k as [|k IH]; intros kn; [simpl; rewrite !Rmult_0_l, Rplus_0_r; lra|].
  assert (kn' : INR (S k) <= INR n) by now apply le_INR.
  assert (0 <= INR k) by apply pos_INR. rewrite S_INR in *.
  assert (lo := loc (a + INR k * d) (a + (INR k + 1) * d)).
  assert (E : a + (INR k + 1) * d - (a + INR k * d) = d) by ring. rewrite E in lo.
  assert (f (a + (INR k + 1) * d) - C * d ^ 2 <= f (a + INR k * d)).
  { apply lo; [split; nra | | exact d2]. unfold L in dn. nra. }
  assert (f (a + INR k * d) - INR k * (C * d ^ 2) <= f a) by (apply IH; apply le_S_n; now apply le_S). nra. }
assert (S := steps n (le_n n)). rewrite dn in S. replace (a + L) with b in S by (unfold L; ring).
assert (small : INR n * (C * d ^ 2) < e).
{ replace (INR n * (C * d ^ 2)) with (C * L * d) by (rewrite <- dn; ring).
  apply Rmult_lt_reg_l with (INR n); [lra|].
  replace (INR n * (C * L * d)) with (C * L ^ 2) by (rewrite <- dn at 2; rewrite <- dn; ring).
  apply Rlt_le_trans with ((C * L ^ 2 / e + 1) * e); [|apply Rmult_le_compat_r; lra].
  replace ((C * L ^ 2 / e + 1) * e) with (C * L ^ 2 + e) by (field; lra). lra. }
unfold e in small. lra.
Qed.

Section chi_square.
Variables (n : R) (pr ex : R -> R).
Hypothesis n0 : 0 < n.
Local Notation D := (2 * n).
Hypothesis pr01 : forall t, 0 <= pr t <= 1.
Hypothesis drop : forall t t', D <= t' <= t -> ex t + (t' - D) * pr t' <= ex t' + (t' - D) * pr t.
Hypothesis above : forall t, D <= t -> (t - D) * pr t <= ex t.
Hypothesis dilation : forall h t, 0 < h < 1 -> D <= t ->
  exp (n * ln (1 - h)) * ((1 + h * n) * pr t + h / 2 * ex t) <= pr ((1 - h) * t).

Let ex_ge0 t : D <= t -> 0 <= ex t.
Proof. intros Ht. assert (A := above t Ht). assert (Q := pr01 t). nra. Qed.

Let ex_D t : D <= t -> ex t <= ex D.
Proof. intros Ht. assert (A := drop t D (conj (Rle_refl _) Ht)). nra. Qed.

(* one step from t down to (1 - h) t, up to terms of second order                   *)
Let step_cost t := ex D * (t / 2 + t * n + t ^ 2 / 2) + t * (2 * n + 2 * n ^ 2).

Let one_step h t : 0 < h <= 1 / 2 -> h * t <= 1 -> D <= (1 - h) * t ->
  ex t * exp (n * ln (1 - h) + h * t / 2) <= ex ((1 - h) * t) + step_cost t * h ^ 2.
Proof.
intros Hh ht Ht. assert (tD : D <= t) by nra.
set (t' := (1 - h) * t) in *. set (X := t - D). set (u := h * X / 2).
assert (dil := dilation h t ltac:(lra) tD). fold t' in dil.
assert (dr := drop t t' ltac:(split; [lra | unfold t'; nra])).
assert (P := pr01 t). assert (E := ex_ge0 t tD). assert (ED := ex_D t tD).
set (q := exp (n * ln (1 - h))) in *.
assert (X0 : 0 <= X) by (unfold X; lra). assert (u0 : 0 <= u) by (unfold u; nra).
assert (u2 : u <= 1 / 2) by (unfold u, X; nra).
assert (lnh : - h - 2 * h ^ 2 <= ln (1 - h)).
{ assert (L := exp_ineq1_le (- ln (1 - h))). rewrite exp_Ropp, exp_ln in L by lra.
  assert (V : / (1 - h) <= 1 + h + 2 * h ^ 2).
  { apply Rmult_le_reg_l with (1 - h); [lra|]. rewrite Rinv_r by lra. nra. }
  lra. }
assert (lnh' : ln (1 - h) <= - h).
{ assert (L := exp_ineq1_le (ln (1 - h))). rewrite exp_ln in L by lra. lra. }
assert (ql : 1 - n * h - 2 * n * h ^ 2 <= q).
{ assert (L := exp_ineq1_le (n * ln (1 - h))). fold q in L. nra. }
assert (q0 : 0 < q) by apply exp_pos.
assert (eu : exp (n * ln (1 - h) + h * t / 2) <= 1 + u + 2 * u ^ 2).
{ apply Rle_trans with (exp u); [apply exp_le; unfold u, X; nra|].
  assert (L := exp_ineq1_le (- u)). rewrite exp_Ropp in L.
  assert (ep : 0 < exp u) by apply exp_pos.
  assert (exp u * (1 - u) <= 1).
  { apply Rle_trans with (exp u * / exp u); [apply Rmult_le_compat_l; lra | rewrite Rinv_r; lra]. }
  nra. }
assert (Y0 : 0 <= t' - D) by lra.
assert (YX : t' - D = X - h * t) by (unfold t', X; ring).
(* the gain of pr                                                                    *)
assert (g1 : (1 - h ^ 2 * (2 * n + 2 * n ^ 2)) <= q * (1 + h * n)).
{ assert ((1 - n * h - 2 * n * h ^ 2) * (1 + h * n) <= q * (1 + h * n)) by (apply Rmult_le_compat_r; nra).
  assert (h ^ 3 <= h ^ 2 / 2) by nra. assert (0 <= n ^ 2) by nra. nra. }
assert (g2 : X - h * (t + 2 * n * X) <= q * (t' - D)).
{ apply Rle_trans with ((1 - 2 * n * h) * (t' - D)).
  - rewrite YX. assert (0 <= h * h * n * t) by (repeat apply Rmult_le_pos; lra). nra.
  - apply Rmult_le_compat_r; [lra|].
    assert (n * h * h <= n * h * (1 / 2)) by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | lra]). nra. }
assert (gain : pr t * (1 - h ^ 2 * (2 * n + 2 * n ^ 2)) * (t' - D) + h / 2 * ex t * (X - h * (t + 2 * n * X))
   <= (t' - D) * pr t').
{ apply Rle_trans with ((t' - D) * (q * ((1 + h * n) * pr t + h / 2 * ex t))); [|now apply Rmult_le_compat_l].
  assert (A1 : pr t * (t' - D) * (1 - h ^ 2 * (2 * n + 2 * n ^ 2)) <= pr t * (t' - D) * (q * (1 + h * n))).
  { apply Rmult_le_compat_l; [|exact g1]. apply Rmult_le_pos; lra. }
  assert (A2 : h / 2 * ex t * (X - h * (t + 2 * n * X)) <= h / 2 * ex t * (q * (t' - D))).
  { apply Rmult_le_compat_l; [|exact g2]. apply Rmult_le_pos; lra. }
  lra. }
assert (F1 : ex t * exp (n * ln (1 - h) + h * t / 2) <= ex t * (1 + u + 2 * u ^ 2)) by now apply Rmult_le_compat_l.
assert (F2 : pr t * (t' - D) * (2 * n + 2 * n ^ 2) <= t * (2 * n + 2 * n ^ 2)).
{ apply Rmult_le_compat_r; [nra|]. apply Rle_trans with (1 * (t' - D)); [apply Rmult_le_compat_r; lra|]. unfold X in *. nra. }
assert (F3 : ex t * (t / 2 + n * X + X ^ 2 / 2) <= ex D * (t / 2 + t * n + t ^ 2 / 2)).
{ assert (Xt : X <= t) by (unfold X; lra).
  apply Rmult_le_compat; [lra | nra | lra |]. assert (X ^ 2 <= t ^ 2) by nra. nra. }
unfold step_cost.
assert (h2 : 0 <= h ^ 2) by nra.
assert (F2' := Rmult_le_compat_r _ _ _ h2 F2). assert (F3' := Rmult_le_compat_r _ _ _ h2 F3).
unfold u in F1. nra.
Qed.

Lemma ex_le t : D <= t -> ex t <= ex D * exp (n * ln (t / D) - (t - D) / 2).
Proof.
intros Ht. assert (D0 : 0 < D) by lra. assert (t0 : 0 < t) by lra.
pose (f := fun x => ex (exp x) * exp (- (n * x - exp x / 2))).
assert (eD : exp (ln D) = D) by now apply exp_ln. assert (et : exp (ln t) = t) by now apply exp_ln.
assert (key : f (ln t) <= f (ln D)).
{ pose (M := exp (t / 2 - n * ln D)). assert (M0 : 0 < M) by apply exp_pos.
  pose (K := step_cost t). assert (K0 : 0 <= K).
  { unfold K, step_cost. assert (H := ex_ge0 D (Rle_refl _)).
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; nra. }
  assert (Kmono : forall y, D <= y <= t -> step_cost y <= K).
  { intros y Hy. unfold K, step_cost. assert (H := ex_ge0 D (Rle_refl _)).
    apply Rplus_le_compat; [apply Rmult_le_compat_l; [lra|] | apply Rmult_le_compat_r; nra].
    assert (y ^ 2 <= t ^ 2) by nra. nra. }
  apply (slow_decrease f (K * M) (/ (2 + t))).
  - apply ln_le; lra.
  - apply Rmult_le_pos; lra.
  - apply Rinv_0_lt_compat; lra.
  - intros x y [Dx xy] yt near. destruct xy as [xy | ->]; [|replace (y - y) with 0 by ring; lra].
    pose (h := 1 - exp (x - y)).
    assert (h0 : 0 < h) by (assert (exp (x - y) < exp 0) by (apply exp_increasing; lra); rewrite exp_0 in *; unfold h; lra).
    assert (hy : h <= y - x) by (assert (L := exp_ineq1_le (x - y)); unfold h; lra).
    assert (yD : D <= exp y) by (rewrite <- eD; apply exp_le; lra).
    assert (yT : exp y <= t) by (rewrite <- et; apply exp_le; lra).
    assert (hr : h * (2 + t) <= 1).
    { apply Rle_trans with (/ (2 + t) * (2 + t)); [apply Rmult_le_compat_r; lra | rewrite Rinv_l; lra]. }
    assert (down : (1 - h) * exp y = exp x).
    { unfold h. replace (1 - (1 - exp (x - y))) with (exp (x - y)) by ring. rewrite <- exp_plus. f_equal; ring. }
    assert (hE : ln (1 - h) = x - y).
    { unfold h. replace (1 - (1 - exp (x - y))) with (exp (x - y)) by ring. apply ln_exp. }
    assert (xD : D <= exp x) by (rewrite <- eD; apply exp_le; lra).
    assert (S := one_step h (exp y) ltac:(split; nra) ltac:(nra) ltac:(lra)). rewrite down, hE in S.
    pose (w := exp (- (n * x - exp x / 2))). assert (w0 : 0 < w) by apply exp_pos.
    assert (wM : w <= M).
    { apply exp_le. assert (exp x <= t) by (rewrite <- et; apply exp_le; lra). nra. }
    assert (S' := Rmult_le_compat_r _ _ _ (Rlt_le _ _ w0) S). clear S.
    assert (fy : ex (exp y) * exp (n * (x - y) + h * exp y / 2) * w = f y).
    { unfold f, w. rewrite Rmult_assoc, <- exp_plus. do 2 f_equal. rewrite <- down. field. }
    rewrite fy in S'. assert (fx : ex (exp x) * w = f x) by reflexivity.
    assert (cost : step_cost (exp y) * h ^ 2 * w <= K * M * (y - x) ^ 2).
    { replace (K * M * (y - x) ^ 2) with (K * (y - x) ^ 2 * M) by ring.
      assert (U := Kmono (exp y) (conj yD yT)). assert (h ^ 2 <= (y - x) ^ 2) by nra.
      assert (step_cost (exp y) * h ^ 2 <= K * (y - x) ^ 2).
      { apply Rle_trans with (K * h ^ 2); [apply Rmult_le_compat_r; nra | now apply Rmult_le_compat_l]. }
      apply Rle_trans with (K * (y - x) ^ 2 * w); [apply Rmult_le_compat_r; lra|].
      apply Rmult_le_compat_l; [apply Rmult_le_pos; nra | exact wM]. }
    lra. }
unfold f in key. rewrite eD, et in key.
unfold Rdiv at 1. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra).
replace (n * (ln t + - ln D) - (t - D) / 2) with ((n * ln t - t / 2) + - (n * ln D - D / 2)) by field.
rewrite exp_plus. apply Rmult_le_reg_r with (exp (- (n * ln t - t / 2))); [apply exp_pos|].
apply Rle_trans with (1 := key). right.
replace (ex D * (exp (n * ln t - t / 2) * exp (- (n * ln D - D / 2))) * exp (- (n * ln t - t / 2)))
  with (ex D * exp (- (n * ln D - D / 2)) * (exp (n * ln t - t / 2) * exp (- (n * ln t - t / 2)))) by ring.
rewrite <- exp_plus, Rplus_opp_r, exp_0. ring.
Qed.

Lemma pr_le alpha : 0 < alpha -> pr (D * (1 + alpha)) <= ex D / (D * alpha) * exp (long_exponent D alpha).
Proof.
intros a0. assert (D0 : 0 < D) by lra. assert (Ht : D <= D * (1 + alpha)) by nra.
assert (A := above _ Ht). assert (E := ex_le _ Ht).
replace (D * (1 + alpha) / D) with (1 + alpha) in E by (field; lra).
replace (n * ln (1 + alpha) - (D * (1 + alpha) - D) / 2) with (long_exponent D alpha) in E by (unfold long_exponent; field).
apply Rmult_le_reg_l with (D * alpha); [now apply Rmult_lt_0_compat|].
replace (D * alpha * (ex D / (D * alpha) * exp (long_exponent D alpha))) with (ex D * exp (long_exponent D alpha)) by (field; split; lra).
replace (D * alpha) with (D * (1 + alpha) - D) by ring. lra.
Qed.
End chi_square.

Theorem chi_real (D alpha mu p : R) (pr ex : R -> R) : 0 < D -> (forall t, 0 <= pr t <= 1) ->
  (forall t t', D <= t' <= t -> ex t + (t' - D) * pr t' <= ex t' + (t' - D) * pr t) ->
  (forall t, D <= t -> (t - D) * pr t <= ex t) ->
  (forall h t, 0 < h < 1 -> D <= t ->
    exp (D / 2 * ln (1 - h)) * ((1 + h * (D / 2)) * pr t + h / 2 * ex t) <= pr ((1 - h) * t)) ->
  ex D <= / mu * exp (- (mu * D) - 1 - D / 2 * ln (1 - 2 * mu)) -> 0 < alpha -> 0 < mu ->
  exp (sharp_exponent D alpha mu) / (mu * D * alpha) <= p -> pr (D * (1 + alpha)) <= p.
Proof.
intros D0 P01 drop above dil exD a0 mu0 le.
assert (E : 2 * (D / 2) = D) by field.
assert (A := pr_le (D / 2) pr ex ltac:(lra) P01 ltac:(now rewrite E) ltac:(now rewrite E) ltac:(now rewrite E) alpha a0).
rewrite E in A. apply Rle_trans with (1 := A), Rle_trans with (2 := le).
assert (k0 : 0 < / (D * alpha)) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
apply Rle_trans with (/ mu * exp (- (mu * D) - 1 - D / 2 * ln (1 - 2 * mu)) / (D * alpha) * exp (long_exponent D alpha)).
- apply Rmult_le_compat_r; [left; apply exp_pos|]. apply Rmult_le_compat_r; lra.
- right. replace (sharp_exponent D alpha mu) with ((- (mu * D) - 1 - D / 2 * ln (1 - 2 * mu)) + long_exponent D alpha)
    by (unfold sharp_exponent; field).
  rewrite exp_plus. field. lra.
Qed.
