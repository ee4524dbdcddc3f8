(* Half.v: the constants of theorem C for every delta <= 1/2, by the simplex of    *)
(* three samples.                                                               *)
(*   half_exponent_le == the tilt 1/(2 m): with rho = 1/2 a flipped margin is      *)
(*                       positive with probability <= exp (-D/(16 m))             *)
(*   witness_half     == the constants of theorem B serve delta <= 1/2 too        *)
From Coq Require Import Reals Lra Psatz.
From Interval Require Import Tactic.
From UC Require Import ITZ Constants.
Import ITZ.
Local Open Scope R_scope.

Lemma half_exponent_le m D : 1 <= m -> 0 <= D ->
  0 < denominator (/ 2) m (/ (2 * m)) /\ flip_exponent (/ 2) m D (/ (2 * m)) <= - (D / (16 * m)).
Proof.
intros m1 D0. assert (y0 : 0 < / (4 * m)) by (apply Rinv_0_lt_compat; lra).
assert (y1 : / (4 * m) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
assert (E : denominator (/ 2) m (/ (2 * m)) = 1 + / (4 * m) + (/ (4 * m)) ^ 2)
  by (unfold denominator; field; lra).
assert (L := ln_quadratic (/ (4 * m)) ltac:(lra)).
rewrite E. split; [nra|]. unfold flip_exponent. rewrite E.
replace (- (D / (16 * m))) with (D / 2 * (/ (2 * m) / 4 - / (4 * m))) by (field; lra).
apply Rmult_le_compat_l; lra.
Qed.

Theorem witness_half m D gamma delta eps :
  1 <= m -> 0 <= gamma < 4 -> 0 < delta <= 1 / 2 -> 0 < eps < 1 ->
  2560 / (4 - gamma) ^ 2 * m * ln (4 / eps) + 75 * ln (1 / delta) <= D ->
  witness (/ 2) m D gamma delta eps ((3 * (1 - delta) - 1) / 2) 3
    (/ (2 * m)) (1 / 4) (3 * eps / 4) (eps / 4).
Proof.
intros m1 Hg Hd He HD.
destruct (ln_4_over eps He) as [l4 le]. destruct (ln_inv_delta delta ltac:(lra)) as [d0 de].
set (l := ln (4 / eps)) in *. set (ld := ln (1 / delta)) in *.
assert (l1 : 138 / 100 < l) by (apply Rlt_trans with (2 := l4); interval with (i_prec 60)).
assert (S := signal_le m l gamma ltac:(lra) ltac:(lra) Hg).
assert (D160 : 160 * m * l <= D) by lra. assert (D0 : 0 <= D) by nra.
assert (D75 : 75 * ld <= D) by nra.
destruct (half_exponent_le m D m1 D0) as [den F]. assert (G := long_exponent_le D D0).
assert (F' : flip_exponent (/ 2) m D (/ (2 * m)) <= - (10 * l)).
{ apply Rle_trans with (1 := F). apply Ropp_le_contravar.
  replace (10 * l) with (160 * m * l / (16 * m)) by (field; lra).
  unfold Rdiv. apply Rmult_le_compat_r; [|lra]. left; apply Rinv_0_lt_compat; lra. }
constructor; try lra; try easy.
- left; apply Rinv_0_lt_compat; lra.
- apply Rle_trans with (exp (- l)); [apply exp_le, pop_exponent_le; [lra | easy | lra] | lra].
- apply Rle_trans with (exp (- ld)); [apply exp_le; lra | lra].
- apply Rlt_le_trans with (1 / 4); [|lra].
  assert (P : exp (flip_exponent (/ 2) m D (/ (2 * m))) / (3 * eps / 4) <= exp (- (9 * l))).
  { apply Rmult_le_reg_r with (3 * eps / 4); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply Rle_trans with (exp (- (10 * l))); [now apply exp_le|].
    replace (- (10 * l)) with (- (9 * l) + - l) by ring. rewrite exp_plus, le.
    apply Rmult_le_compat_l; [left; apply exp_pos | lra]. }
  assert (P' : exp (- (9 * l)) <= exp (- 12)) by (apply exp_le; lra).
  assert (Q : exp (long_exponent D (1 / 4)) <= exp (- (294 / 100))).
  { apply exp_le. assert (160 * (138 / 100) <= D) by nra. lra. }
  assert (3 * (exp (- 12) + exp (- (294 / 100))) < 1 / 4) by interval with (i_prec 60). lra.
Qed.
