(* Constants.v: the numerical side of the theorems, over Coq's real numbers.     *)
(*                                                                             *)
(* The witnesses are free of dimension: tau (the Chernoff tilt of a flipped      *)
(* margin), alpha (the relative excess of |w2|^2 that is tolerated) and the      *)
(* split e1 + e2 <= eps.                                                        *)
(*   flip_exponent    == ln of Chernoff's bound on P (a flipped margin > 0)      *)
(*   long_exponent    == ln of Chernoff's bound on P (|w2|^2 > 32 m (1+alpha))   *)
(*   pop_exponent     == ln of the bound on the population loss otherwise        *)
(*   witness          == everything that the conclusion asks of the numbers      *)
(*   witness_B        == the constants of theorem B satisfy it                   *)
(*   witness_A        == the constants of theorem A satisfy it                   *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From UC Require Import ITZ.
Import ITZ.
Local Open Scope R_scope.

Definition denominator (rho m tau : R) := 1 + 2 * rho * tau - tau ^ 2 * (m - rho ^ 2).
Definition flip_exponent (rho m D tau : R) := D / 2 * (tau / 4 - ln (denominator rho m tau)).
Definition long_exponent (D alpha : R) := - (D / 2 * (alpha - ln (1 + alpha))).
Definition pop_exponent (m D gamma alpha : R) :=
  - ((4 - gamma) ^ 2 * D / (2048 * m * (1 + alpha))).

Set Implicit Arguments.
Record witness (rho m D gamma delta eps kappa pairs tau alpha e1 e2 : R) : Prop := {
  w_tau : 0 <= tau;
  w_denominator : 0 < denominator rho m tau;
  w_alpha : 0 < alpha;
  w_e1 : 0 < e1;
  w_split : e1 + e2 <= eps;
  w_pop : exp (pop_exponent m D gamma alpha) <= e2;
  w_gen : exp (long_exponent D alpha) <= delta;
  w_pairs : pairs * (exp (flip_exponent rho m D tau) / e1 + exp (long_exponent D alpha)) < kappa }.
Unset Implicit Arguments.

(* ----- elementary inequalities ------------------------------------------------- *)
Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [L | ->]; [left; now apply exp_increasing | right; easy]. Qed.

Lemma ln_le x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros x0 [L | ->]; [left; now apply ln_increasing | right; easy]. Qed.

Lemma exp_pow z n : exp z ^ n = exp (INR n * z).
Proof.
induction n as [|n IH]; [now rewrite Rmult_0_l, exp_0|].
rewrite S_INR, <- tech_pow_Rmult, IH, <- exp_plus. f_equal; ring.
Qed.

Lemma pow_inv_sqrt x y n : 0 < x -> (/ sqrt x) ^ n * exp y = exp (y - INR n / 2 * ln x).
Proof.
intros x0. rewrite <- (Rpower_sqrt x x0). unfold Rpower.
rewrite <- exp_Ropp, exp_pow, <- exp_plus. f_equal; field.
Qed.

(* a function with nonnegative derivative on [0, x] and value 0 at 0              *)
Lemma nonneg_from_0 (f f' : R -> R) (x : R) :
  0 <= x -> f 0 = 0 ->
  (forall t, 0 <= t <= x -> is_derive f t (f' t)) ->
  (forall t, 0 <= t <= x -> 0 <= f' t) -> 0 <= f x.
Proof.
intros x0 f0 fd fp.
destruct (MVT_gen f 0 x f') as [c [Hc Heq]].
- intros t Ht. apply fd. rewrite Rmin_left, Rmax_right in Ht; lra.
- intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra.
  apply continuity_pt_filterlim, (ex_derive_continuous f). exists (f' t). apply fd; lra.
- rewrite Rmin_left, Rmax_right in Hc by lra.
  rewrite f0, 2!Rminus_0_r in Heq. rewrite Heq.
  apply Rmult_le_pos; [apply fp|]; lra.
Qed.

Lemma ln_quadratic y : 0 <= y <= 1 -> y <= ln (1 + y + y ^ 2).
Proof.
intros Hy. enough (0 <= ln (1 + y + y ^ 2) - y) by lra.
apply (nonneg_from_0 (fun y => ln (1 + y + y ^ 2) - y)
                     (fun t => t * (1 - t) / (1 + t + t ^ 2))).
- lra.
- cbv beta. replace (1 + 0 + 0 ^ 2) with 1 by ring. rewrite ln_1; ring.
- intros t Ht. auto_derive; [nra|field; nra].
- intros t Ht. apply Rdiv_le_0_compat; nra.
Qed.

(* the tilt 1/m: a flipped margin is positive with probability <= exp (-3 D/(8 m)) *)
Lemma flip_exponent_le m D : 1 <= m -> 0 <= D ->
  0 < denominator 1 m (/ m) /\ flip_exponent 1 m D (/ m) <= - (3 * D / (8 * m)).
Proof.
intros m1 D0. assert (y0 : 0 < / m) by (apply Rinv_0_lt_compat; lra).
assert (y1 : / m <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
assert (E : denominator 1 m (/ m) = 1 + / m + (/ m) ^ 2)
  by (unfold denominator; field; lra).
assert (L := ln_quadratic (/ m) ltac:(lra)).
rewrite E. split; [nra|]. unfold flip_exponent. rewrite E.
replace (- (3 * D / (8 * m))) with (D / 2 * (/ m / 4 - / m)) by (field; lra).
apply Rmult_le_compat_l; lra.
Qed.

(* a quarter more than its mean: |w2|^2 exceeds it with probability <= exp (-D/75)  *)
Lemma long_exponent_le D : 0 <= D -> long_exponent D (1 / 4) <= - (D / 75).
Proof.
intros D0. unfold long_exponent.
assert (2 / 75 <= 1 / 4 - ln (1 + 1 / 4)) by interval with (i_prec 60).
nra.
Qed.

Lemma ln_4_over eps : 0 < eps < 1 ->
  ln 4 < ln (4 / eps) /\ exp (- ln (4 / eps)) = eps / 4.
Proof.
intros He. assert (P : 4 < 4 / eps).
{ apply Rmult_lt_reg_r with eps; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
split; [apply ln_increasing; lra|].
rewrite exp_Ropp, exp_ln by lra. field; lra.
Qed.

Lemma ln_inv_delta delta : 0 < delta <= 1 ->
  0 <= ln (1 / delta) /\ exp (- ln (1 / delta)) = delta.
Proof.
intros Hd. assert (P : 1 <= 1 / delta).
{ apply Rmult_le_reg_r with delta; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
split; [rewrite <- ln_1; apply ln_le; lra|].
rewrite exp_Ropp, exp_ln by lra. field; lra.
Qed.

Lemma pop_exponent_le m D gamma l : 0 < m -> 0 <= gamma < 4 ->
  2560 / (4 - gamma) ^ 2 * m * l <= D -> pop_exponent m D gamma (1 / 4) <= - l.
Proof.
intros m0 Hg HD. unfold pop_exponent. apply Ropp_le_contravar.
replace ((4 - gamma) ^ 2 * D / (2048 * m * (1 + 1 / 4)))
  with ((4 - gamma) ^ 2 / (2560 * m) * D) by (field; lra).
replace l with ((4 - gamma) ^ 2 / (2560 * m) * (2560 / (4 - gamma) ^ 2 * m * l))
  by (field; lra).
apply Rmult_le_compat_l; [|easy]. apply Rdiv_le_0_compat; nra.
Qed.

(* the first summand of the hypothesis, freed of gamma                            *)
Lemma signal_le m l gamma : 0 < m -> 0 < l -> 0 <= gamma < 4 ->
  160 * m * l <= 2560 / (4 - gamma) ^ 2 * m * l.
Proof.
intros m0 l0 Hg. replace (160 * m * l) with (160 * (m * l)) by ring.
replace (2560 / (4 - gamma) ^ 2 * m * l) with (2560 / (4 - gamma) ^ 2 * (m * l)) by ring.
apply Rmult_le_compat_r; [nra|].
replace 160 with (2560 / 16) by field. apply Rmult_le_compat_l; [lra|].
apply Rinv_le_contravar; nra.
Qed.

Lemma ln_4_pos : 0 < ln 4.
Proof. interval with (i_prec 60). Qed.

(* 2560/9 < 285: one pair of constants for all ramp losses with gamma <= 1         *)
Lemma ramp_constant m l gamma : 1 <= m -> 0 <= gamma <= 1 -> 0 < l ->
  2560 / (4 - gamma) ^ 2 * m * l <= 285 * m * l.
Proof.
intros m1 Hg l0. rewrite !Rmult_assoc. apply Rmult_le_compat_r; [nra|].
apply Rmult_le_reg_r with ((4 - gamma) ^ 2); [nra|].
unfold Rdiv. rewrite Rmult_assoc, Rinv_l by nra. nra.
Qed.

Lemma hypothesis_pos m D gamma delta eps :
  1 <= m -> 0 <= gamma < 4 -> 0 < delta <= 1 -> 0 < eps < 1 ->
  2560 / (4 - gamma) ^ 2 * m * ln (4 / eps) + 75 * ln (1 / delta) <= D -> 0 < D.
Proof.
intros m1 Hg Hd He HD. destruct (ln_4_over eps He) as [l4 _].
destruct (ln_inv_delta delta Hd) as [d0 _].
assert (l1 := ln_4_pos).
assert (S := signal_le m (ln (4 / eps)) gamma ltac:(lra) ltac:(lra) Hg). nra.
Qed.

(* ----- theorem B: no logarithm of m --------------------------------------------- *)
Theorem witness_B m D gamma delta eps :
  1 <= m -> 0 <= gamma < 4 -> 0 < delta <= 1 / 4 -> 0 < eps < 1 ->
  2560 / (4 - gamma) ^ 2 * m * ln (4 / eps) + 75 * ln (1 / delta) <= D ->
  witness 1 m D gamma delta eps (1 - 2 * delta) 1 (/ m) (1 / 4) (3 * eps / 4) (eps / 4).
Proof.
intros m1 Hg Hd He HD.
destruct (ln_4_over eps He) as [l4 le]. destruct (ln_inv_delta delta ltac:(lra)) as [d0 de].
set (l := ln (4 / eps)) in *. set (ld := ln (1 / delta)) in *.
assert (l1 : 138 / 100 < l) by (apply Rlt_trans with (2 := l4); interval with (i_prec 60)).
assert (S := signal_le m l gamma ltac:(lra) ltac:(lra) Hg).
assert (D160 : 160 * m * l <= D) by lra. assert (D0 : 0 <= D) by nra.
assert (D75 : 75 * ld <= D) by nra.
destruct (flip_exponent_le m D m1 D0) as [den F]. assert (G := long_exponent_le D D0).
assert (F' : flip_exponent 1 m D (/ m) <= - (60 * l)).
{ apply Rle_trans with (1 := F). apply Ropp_le_contravar.
  replace (60 * l) with (3 * (160 * m * l) / (8 * m)) by (field; lra).
  unfold Rdiv. apply Rmult_le_compat_r; [|lra]. left; apply Rinv_0_lt_compat; lra. }
constructor; try lra; try easy.
- left; apply Rinv_0_lt_compat; lra.
- apply Rle_trans with (exp (- l)); [apply exp_le, pop_exponent_le; [lra | easy | lra] | lra].
- apply Rle_trans with (exp (- ld)); [apply exp_le; lra | lra].
- rewrite Rmult_1_l. apply Rlt_le_trans with (1 / 2); [|lra].
  assert (P : exp (flip_exponent 1 m D (/ m)) / (3 * eps / 4) <= exp (- (59 * l))).
  { apply Rmult_le_reg_r with (3 * eps / 4); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply Rle_trans with (exp (- (60 * l))); [now apply exp_le|].
    replace (- (60 * l)) with (- (59 * l) + - l) by ring. rewrite exp_plus, le.
    apply Rmult_le_compat_l; [left; apply exp_pos | lra]. }
  assert (P' : exp (- (59 * l)) <= exp (- 80)) by (apply exp_le; lra).
  assert (Q : exp (long_exponent D (1 / 4)) <= exp (- (294 / 100))).
  { apply exp_le. assert (160 * (138 / 100) <= D) by nra. lra. }
  assert (exp (- 80) + exp (- (294 / 100)) < 1 / 2) by interval with (i_prec 60). lra.
Qed.

(* ----- theorem A: the complete flip, at the price of a logarithm of m ------------- *)
Theorem numbers_A m D gamma delta eps :
  1 <= m -> 0 <= gamma < 4 -> 0 < delta <= 1 -> 0 < eps < 1 ->
  2560 / (4 - gamma) ^ 2 * m * ln (4 / eps) + 3 * m * ln (m / delta) + 75 * ln (1 / delta) <= D ->
  0 < D /\ 0 < denominator 1 m (/ m) /\ exp (pop_exponent m D gamma (1 / 4)) <= eps /\
  m * exp (flip_exponent 1 m D (/ m)) + exp (long_exponent D (1 / 4)) <= delta.
Proof.
intros m1 Hg Hd He HD.
destruct (ln_4_over eps He) as [l4 le]. destruct (ln_inv_delta delta Hd) as [d0 de].
assert (M : 1 / delta <= m / delta).
{ unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra. }
assert (Md : 0 < 1 / delta) by (apply Rdiv_lt_0_compat; lra).
assert (lm := ln_le _ _ Md M).
assert (em : m * exp (- ln (m / delta)) = delta).
{ rewrite exp_Ropp, exp_ln by lra. field; lra. }
set (l := ln (4 / eps)) in *. set (ld := ln (1 / delta)) in *. set (lmd := ln (m / delta)) in *.
assert (l1 : 138 / 100 < l) by (apply Rlt_trans with (2 := l4); interval with (i_prec 60)).
assert (S := signal_le m l gamma ltac:(lra) ltac:(lra) Hg).
assert (0 <= 3 * m * lmd) by nra. assert (0 <= 160 * m * l) by nra.
assert (D160 : 160 * m * l + 3 * m * lmd <= D) by nra.
assert (D1 : 160 * l + 75 * ld <= D) by nra. assert (D0 : 0 <= D) by nra.
destruct (flip_exponent_le m D m1 D0) as [den F]. assert (G := long_exponent_le D D0).
assert (F' : flip_exponent 1 m D (/ m) <= - (60 * l) + - lmd).
{ apply Rle_trans with (1 := F). rewrite <- Ropp_plus_distr. apply Ropp_le_contravar.
  apply Rle_trans with (3 * (160 * m * l + 3 * m * lmd) / (8 * m)).
  - replace (3 * (160 * m * l + 3 * m * lmd) / (8 * m)) with (60 * l + 9 / 8 * lmd) by (field; lra).
    nra.
  - unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra. }
repeat split; [nra | easy | |].
- apply Rle_trans with (exp (- l)); [apply exp_le, pop_exponent_le; [lra | easy | nra] | lra].
- assert (P : m * exp (flip_exponent 1 m D (/ m)) <= exp (- 80) * delta).
  { rewrite <- em. replace (exp (- 80) * (m * exp (- lmd))) with (m * (exp (- 80) * exp (- lmd))) by ring.
    apply Rmult_le_compat_l; [lra|]. rewrite <- exp_plus. apply exp_le. lra. }
  assert (Q : exp (long_exponent D (1 / 4)) <= exp (- (2)) * delta).
  { rewrite <- de, <- exp_plus. apply exp_le. lra. }
  assert (exp (- 80) + exp (- (2)) <= 1) by interval with (i_prec 60).
  assert (T := exp_pos (- 80)). nra.
Qed.

(* ----- the variant with 3 in place of 32 (Sanity.v) ---------------------------------- *)
Lemma three_rare D : 1000 <= D -> exp (- (D * (3 / 20)) - D / 2 * ln (10 / 13)) <= 1 / 10.
Proof.
intros HD. apply Rle_trans with (exp (- 3)).
- apply exp_le. assert (- ln (10 / 13) <= 263 / 1000) by interval with (i_prec 60). nra.
- interval with (i_prec 60).
Qed.

Lemma exp_half x : 1 <= x -> exp (- x) <= 1 / 2.
Proof.
intros Hx. apply Rle_trans with (exp (- 1)); [apply exp_le; lra | interval with (i_prec 60)].
Qed.

(* ----- certificates ------------------------------------------------------------- *)
(* caps keep the arguments of exp small: exp (-10^6) is slow to enclose             *)
Lemma witness_of_caps m D gamma delta eps tau alpha e1 e2 cap_flip cap_long cap_pop :
  0 <= tau -> 0 < denominator 1 m tau -> 0 < alpha -> 0 < e1 -> e1 + e2 <= eps ->
  pop_exponent m D gamma alpha <= cap_pop -> exp cap_pop <= e2 ->
  long_exponent D alpha <= cap_long -> exp cap_long <= delta ->
  flip_exponent 1 m D tau <= cap_flip ->
  exp cap_flip / e1 + exp cap_long < 1 - 2 * delta ->
  witness 1 m D gamma delta eps (1 - 2 * delta) 1 tau alpha e1 e2.
Proof.
intros t0 den a0 e10 split P P' L L' F F'.
constructor; try easy; try (eapply Rle_trans; [apply exp_le; eassumption | easy]).
rewrite Rmult_1_l. apply Rle_lt_trans with (2 := F').
apply Rplus_le_compat; [|now apply exp_le].
apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat | now apply exp_le].
Qed.
