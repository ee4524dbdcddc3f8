(* BellSeries.v: the integral of exp (- t^2 / 2) over [0, y] between partial sums,  *)
(* so that a certificate evaluates a polynomial and integrates nothing.          *)
(*                                                                             *)
(*   odd_term j y     == y^(2 j + 1) / (1 3 5 ... (2 j + 1))                      *)
(*   odd_sum n y      == the sum of the terms before the n-th                    *)
(*   odd_horner n 3 w (y^2) == (odd_sum n y + w odd_term n y) / y, by Horner's rule *)
(*   bell_series_ge   == the integral is at least bell y times a partial sum      *)
(*   bell_series_le   == and at most that if its last term is taken twice,        *)
(*                       as soon as the terms are halved from there on            *)
(*   q_bound_series, q_floor_series == hence the two bounds of TailReal.v near 0   *)
From Coq Require Import Reals Lra Lia ZArith.
From Coquelicot Require Import Coquelicot.
From UC Require Import TailReal Constants.
Local Open Scope R_scope.

Fixpoint odd_horner (n : nat) (k : Z) (w z : R) : R :=
  match n with O => w | S n => 1 + z / IZR k * odd_horner n (k + 2) w z end.

Fixpoint odd_term (j : nat) (y : R) : R :=
  match j with O => y | S i => odd_term i y * (y ^ 2 / IZR (2 * Z.of_nat i + 3)) end.
Fixpoint odd_sum (n : nat) (y : R) : R := match n with O => 0 | S i => odd_sum i y + odd_term i y end.

Lemma odd_pos j : 0 < IZR (2 * Z.of_nat j + 3).
Proof. apply IZR_lt; lia. Qed.

Lemma odd_term_ge0 j y : 0 <= y -> 0 <= odd_term j y.
Proof.
intros y0. induction j as [|j IH]; [easy|]. simpl odd_term. apply Rmult_le_pos; [easy|].
apply Rdiv_le_0_compat; [apply pow2_ge_0 | apply odd_pos].
Qed.

Lemma odd_sum_horner n j w y :
  odd_term j y * odd_horner n (2 * Z.of_nat j + 3) w (y ^ 2) = odd_sum (n + j) y - odd_sum j y + w * odd_term (n + j) y.
Proof.
revert j. induction n as [|n IH]; intros j; cbn [odd_horner Nat.add]; [ring|].
replace (2 * Z.of_nat j + 3 + 2)%Z with (2 * Z.of_nat (S j) + 3)%Z by lia.
replace (S (n + j))%nat with (n + S j)%nat by lia.
assert (E := IH (S j)). cbn [odd_sum] in E.
change (odd_term (S j) y) with (odd_term j y * (y ^ 2 / IZR (2 * Z.of_nat j + 3))) in E. unfold Rdiv in *.
rewrite Rmult_plus_distr_l, Rmult_1_r, <- Rmult_assoc, E. ring.
Qed.

Lemma square_over_derive q y : is_derive (fun t => t ^ 2 / q) y (2 * y / q).
Proof. apply (is_derive_ext (fun t => t ^ 2 * / q)); [easy|]. auto_derive; [easy|]. unfold Rdiv. ring. Qed.

Lemma odd_term_derive j y : is_derive (odd_term (S j)) y (y * odd_term j y).
Proof.
induction j as [|j IH].
- simpl. auto_derive; [easy|]. field.
- assert (p := odd_pos (S j)). assert (q := odd_pos j).
  apply (is_derive_ext (fun t => odd_term (S j) t * (t ^ 2 / IZR (2 * Z.of_nat (S j) + 3)))); [easy|].
  evar_last; [exact (is_derive_mult _ _ _ _ _ IH (square_over_derive _ _) Rmult_comm)|].
  change (y * odd_term j y * (y ^ 2 / IZR (2 * Z.of_nat (S j) + 3)) + odd_term j y * (y ^ 2 / IZR (2 * Z.of_nat j + 3)) *
    (2 * y / IZR (2 * Z.of_nat (S j) + 3)) = y * (odd_term j y * (y ^ 2 / IZR (2 * Z.of_nat j + 3)))).
  replace (IZR (2 * Z.of_nat (S j) + 3)) with (IZR (2 * Z.of_nat j + 3) + 2) in *
    by (rewrite <- plus_IZR; f_equal; lia).
  field. split; lra.
Qed.

Lemma odd_sum_derive n y : is_derive (odd_sum (S n)) y (1 + y * odd_sum n y).
Proof.
induction n as [|n IH].
- replace (1 + y * odd_sum 0 y) with 1 by (simpl; ring).
  apply (is_derive_ext (fun t => t)); [intros t; symmetry; apply Rplus_0_l | exact (is_derive_id y)].
- apply (is_derive_ext (fun t => plus (odd_sum (S n) t) (odd_term (S n) t))); [easy|].
  evar_last; [apply (is_derive_plus (odd_sum (S n)) (odd_term (S n))); [exact IH|apply odd_term_derive]|].
  change (1 + y * odd_sum n y + y * odd_term n y = 1 + y * (odd_sum n y + odd_term n y)). ring.
Qed.

Lemma bell_integral_derive y : is_derive (RInt bell 0) y (bell y).
Proof.
apply (is_derive_RInt bell (RInt bell 0) 0); [|apply bell_continuous].
exists (mkposreal 1 Rlt_0_1). intros t _. apply (RInt_correct bell 0 t), (ex_RInt_continuous bell).
intros u _. apply bell_continuous.
Qed.

(* bell times a partial sum whose last term is taken w times                          *)
Lemma bell_sum_derive n w y : is_derive (fun t => bell t * (odd_sum (S n) t + w * odd_term (S n) t)) y
  (bell y * (1 + y * odd_term n y * (w * (1 - y ^ 2 / IZR (2 * Z.of_nat n + 3)) - 1))).
Proof.
evar_last.
{ apply (is_derive_mult bell (fun t => odd_sum (S n) t + w * odd_term (S n) t)); [apply bell_derive| |intros; apply Rmult_comm].
  apply (is_derive_plus (odd_sum (S n)) (fun t => w * odd_term (S n) t)); [apply odd_sum_derive|].
  apply is_derive_scal, odd_term_derive. }
change (- (y * bell y) * (odd_sum (S n) y + w * odd_term (S n) y) + bell y * (1 + y * odd_sum n y + w * (y * odd_term n y)) =
  bell y * (1 + y * odd_term n y * (w * (1 - y ^ 2 / IZR (2 * Z.of_nat n + 3)) - 1))).
cbn [odd_sum odd_term]. unfold Rdiv. ring.
Qed.

Lemma bell_sum_0 n w : bell 0 * (odd_sum (S n) 0 + w * odd_term (S n) 0) = 0.
Proof.
assert (T : forall j, odd_term j 0 = 0). { intros [|j]; [easy|]. simpl. unfold Rdiv. ring. }
assert (P : forall j, odd_sum j 0 = 0). { induction j as [|j IH]; [easy|]. cbn [odd_sum]. rewrite IH, T. ring. }
rewrite T, P. ring.
Qed.

Theorem bell_series_ge n y : 0 <= y -> bell y * (y * odd_horner n 3 1 (y ^ 2)) <= RInt bell 0 y.
Proof.
intros y0. assert (E := odd_sum_horner n 0 1 y). cbn [odd_term] in E. rewrite Nat.add_0_r in E. cbn [odd_sum] in E.
change (2 * Z.of_nat 0 + 3)%Z with 3%Z in E. rewrite E.
enough (0 <= RInt bell 0 y - bell y * (odd_sum (S n) y + 0 * odd_term (S n) y)) by (cbn [odd_sum] in *; nra).
apply (nonneg_from_0 (fun y => RInt bell 0 y - bell y * (odd_sum (S n) y + 0 * odd_term (S n) y))
  (fun t => bell t - bell t * (1 + t * odd_term n t * (0 * (1 - t ^ 2 / IZR (2 * Z.of_nat n + 3)) - 1)))); [easy| | |].
- rewrite bell_sum_0, RInt_point. change (0 - 0 = 0). ring.
- intros t _. apply (is_derive_minus (RInt bell 0) (fun t => bell t * (odd_sum (S n) t + 0 * odd_term (S n) t)));
    [apply bell_integral_derive | apply bell_sum_derive].
- intros t Ht. assert (0 <= t * odd_term n t) by (apply Rmult_le_pos; [|apply odd_term_ge0]; lra). assert (B := bell_pos t). nra.
Qed.

Theorem bell_series_le n y : 0 <= y -> 2 * y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->
  RInt bell 0 y <= bell y * (y * odd_horner (S n) 3 2 (y ^ 2)).
Proof.
intros y0 far. assert (E := odd_sum_horner (S n) 0 2 y). cbn [odd_term] in E. rewrite Nat.add_0_r in E.
change (2 * Z.of_nat 0 + 3)%Z with 3%Z in E. rewrite E.
enough (0 <= bell y * (odd_sum (S n) y + 2 * odd_term (S n) y) - RInt bell 0 y) by (cbn [odd_sum odd_term] in *; lra).
apply (nonneg_from_0 (fun y => bell y * (odd_sum (S n) y + 2 * odd_term (S n) y) - RInt bell 0 y)
  (fun t => bell t * (1 + t * odd_term n t * (2 * (1 - t ^ 2 / IZR (2 * Z.of_nat n + 3)) - 1)) - bell t)); [easy| | |].
- rewrite bell_sum_0, RInt_point. change (0 - 0 = 0). ring.
- intros t _. apply (is_derive_minus (fun t => bell t * (odd_sum (S n) t + 2 * odd_term (S n) t)) (RInt bell 0));
    [apply bell_sum_derive | apply bell_integral_derive].
- intros t Ht. assert (0 <= t * odd_term n t) by (apply Rmult_le_pos; [|apply odd_term_ge0]; lra). assert (B := bell_pos t).
  set (q := IZR (2 * Z.of_nat n + 3)) in *. assert (q0 : 0 < q) by apply odd_pos.
  assert (t ^ 2 / q <= 1 / 2).
  { apply Rmult_le_reg_r with q; [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra. }
  assert (0 <= t * odd_term n t * (2 * (1 - t ^ 2 / q) - 1)) by (apply Rmult_le_pos; lra). nra.
Qed.

Lemma q_bound_series n y x e : 0 <= y <= x ->
  1 / 2 - bell y * (y * odd_horner n 3 1 (y ^ 2)) / (250664 / 100000) <= e -> q_bound x <= e.
Proof. intros yx. exact (q_bound_middle y x e _ yx (bell_series_ge n y (proj1 yx))). Qed.

Lemma q_floor_series n y x e : 0 <= x <= y -> 2 * y ^ 2 <= IZR (2 * Z.of_nat n + 3) ->
  e <= 1 / 2 - bell y * (y * odd_horner (S n) 3 2 (y ^ 2)) / (250662 / 100000) -> e <= q_floor x.
Proof. intros xy far. exact (q_floor_middle y x e _ xy (bell_series_le n y ltac:(lra) far)). Qed.
