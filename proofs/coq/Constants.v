(* Constants.v: the numerical side of the theorems, over Coq's real numbers.     *)
(*                                                                             *)
(* s, b: signal and noise, 4 and 32 in the paper. The witnesses are free of dimension: tau (the Chernoff tilt of a flipped      *)
(* margin), alpha (the relative excess of |w2|^2 that is tolerated) and the      *)
(* split of eps into e1 (flipped points that are right) and e2 (population loss).*)
(*   flip_mgf, sign_mix == the mgf of one coordinate of a flipped margin, for the *)
(*                       flip and for random signs                              *)
(*   flipped_exponent == ln of Chernoff's bound on P (a flipped margin > 0)      *)
(*   long_exponent    == ln of Chernoff's bound on P (|w2|^2 > b m (1+alpha))    *)
(*   pop_scale        == the population loss is at most Q (pop_scale) otherwise   *)
(*   generalizing     == what e_gen <= e asks of the numbers                     *)
(*   vacuous          == what e_unif_alg >= 1 - e1 - e2 asks of the numbers       *)
(*   pop_le, long_le, flip_le, sign_le == the four bounds as simple formulas      *)
(*   explicit         == hence both records, in one lemma for theorems B and C    *)
(*   numbers_A        == the constants of theorem A                             *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From UC Require Import ITZ TailReal.
Import ITZ.
Local Open Scope R_scope.

Definition sign_plus (m tau : R) := 1 - 2 * tau - tau ^ 2 * (m - 1).
Definition sign_minus (m tau : R) := 1 + 2 * tau - tau ^ 2 * (m - 1).
Definition flip_mgf (m tau : R) := / sqrt (sign_minus m tau).
Definition sign_mix (m tau : R) :=
  / 4 * / sqrt (sign_plus m tau) + 3 / 4 * / sqrt (sign_minus m tau).
Definition flipped_exponent (s b D tau q : R) := D * (s / b * tau + ln q).
Definition long_exponent (D alpha : R) := - (D / 2 * (alpha - ln (1 + alpha))).
Definition sharp_exponent (D alpha mu : R) := long_exponent D alpha - D / 2 * (2 * mu + ln (1 - 2 * mu)) - 1.
Definition long_tail (D alpha p : R) := exp (long_exponent D alpha) <= p \/
  exists2 mu, 0 < mu < 1 / 2 & exp (sharp_exponent D alpha mu) / (mu * D * alpha) <= p.

(* (s - gamma)^2 / (sig^2 |w2|^2) = pop_scale^2 where |w2|^2 = b m (1 + alpha)          *)
Definition pop_scale (s b m D gamma alpha : R) := (s - gamma) / sqrt (b ^ 2 * m * (1 + alpha) / D).

Set Implicit Arguments.
Record generalizing (s b m D gamma delta alpha e : R) : Prop := {
  g_alpha : 0 < alpha;
  g_pop : q_bound (pop_scale s b m D gamma alpha) <= e;
  g_long : long_tail D alpha delta }.

Record vacuous (s b m D gamma kappa q tau alpha e1 e2 : R) : Prop := {
  v_alpha : 0 < alpha;
  v_tau : 0 <= tau;
  v_mgf : 0 < q;
  v_e1 : 0 < e1;
  v_pop : q_bound (pop_scale s b m D gamma alpha) <= e2;
  v_pair : exists2 p, long_tail D alpha p & exp (flipped_exponent s b D tau q) / e1 + p < kappa }.

(* from below: |w2|^2 >= b m (1 - alpha); the loss is at least 1 - c up to c gamma    *)
Record floored (s b m D gamma alpha c v : R) : Prop := {
  f_alpha : 0 < alpha < 1;
  f_step : 0 <= c <= 1;
  f_room : c * gamma <= s;
  f_pop : v <= (1 - c) * q_floor (pop_scale s b m D (c * gamma) (- alpha)) }.

(* e_gen >= v: some likely sample has all training margins above gamma, too           *)
Record overfitting (s b m D gamma delta tau alpha c v : R) : Prop := {
  o_floor : floored s b m D gamma alpha c v;
  o_tau : 0 <= tau;
  o_side : 0 < sign_minus m tau;
  o_rare : m * exp (flipped_exponent (s - gamma) b D (- tau) (flip_mgf m tau)) +
           exp (long_exponent D (- alpha)) < 1 - delta }.

(* e_unif_alg <= v for a large gamma: margins are at most s + reach in the mean        *)
Record drowned (s b m D gamma delta alpha beta reach v : R) : Prop := {
  d_D : 3 <= D;
  d_alpha : 0 < alpha;
  d_beta : 0 < beta;
  d_reach : 0 < reach;
  d_cross : b ^ 2 * m * (1 + alpha) * (1 + beta) <= reach ^ 2;
  d_gamma : s + reach <= v * gamma;
  d_rare : exp (long_exponent D alpha) + exp (long_exponent (m * D) beta) <= delta }.
Unset Implicit Arguments.

(* ----- elementary inequalities ------------------------------------------------- *)
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

(* |w2|^2 exceeds its mean by the fraction eta with probability <= exp (- 16/75 eta^2 D) *)
Lemma long_le D eta : 0 <= D -> 0 < eta <= 1 / 4 ->
  long_exponent D eta <= - (16 / 75 * eta ^ 2 * D).
Proof.
intros D0 He. unfold long_exponent.
enough (L : ln (1 + eta) <= eta - 32 / 75 * eta ^ 2) by nra.
assert (T : 0 <= eta - eta ^ 2 / 2 + eta ^ 3 / 3 - eta ^ 4 / 4 + eta ^ 5 / 5 - ln (1 + eta)).
{ apply (nonneg_from_0 (fun t => t - t ^ 2 / 2 + t ^ 3 / 3 - t ^ 4 / 4 + t ^ 5 / 5 - ln (1 + t))
    (fun t => t ^ 5 / (1 + t))).
  - lra.
  - cbv beta. rewrite Rplus_0_r, ln_1. field.
  - intros t Ht. auto_derive; [lra|field; lra].
  - intros t Ht. apply Rdiv_le_0_compat; [apply pow_le|]; lra. }
enough (eta ^ 3 / 3 - eta ^ 4 / 4 + eta ^ 5 / 5 <= (1 / 2 - 32 / 75) * eta ^ 2) by lra.
replace (eta ^ 3 / 3 - eta ^ 4 / 4 + eta ^ 5 / 5)
  with (eta ^ 2 * (eta / 3 - eta ^ 2 / 4 + eta ^ 3 / 5)) by field.
rewrite Rmult_comm. apply Rmult_le_compat_r; [nra|].
assert (0 <= eta ^ 2 <= eta / 4) by nra. assert (eta ^ 3 <= eta ^ 2 / 4) by nra. nra.
Qed.

(* the population loss, where |w2|^2 exceeds its mean by alpha at most              *)
Lemma pop_square s b m D gamma alpha : 0 < b -> 0 < m -> 0 < D -> 0 < 1 + alpha ->
  pop_scale s b m D gamma alpha ^ 2 / 2 = (s - gamma) ^ 2 / (2 * b ^ 2 * m * (1 + alpha)) * D.
Proof.
intros b0 m0 D0 a1. assert (V : 0 < b ^ 2 * m * (1 + alpha) / D).
{ apply Rdiv_lt_0_compat; [|easy]. assert (0 < b ^ 2) by now apply pow_lt. repeat apply Rmult_lt_0_compat; lra. }
assert (S := sqrt_lt_R0 _ V). assert (S2 := sqrt_sqrt _ (Rlt_le _ _ V)). unfold pop_scale.
replace (((s - gamma) / sqrt (b ^ 2 * m * (1 + alpha) / D)) ^ 2 / 2)
  with ((s - gamma) ^ 2 / (2 * (sqrt (b ^ 2 * m * (1 + alpha) / D) * sqrt (b ^ 2 * m * (1 + alpha) / D))))
  by (field; lra).
rewrite S2. field; lra.
Qed.

Lemma pop_scale_ge0 s b m D gamma alpha : gamma <= s -> 0 < b -> 0 < m -> 0 < D -> 0 < 1 + alpha ->
  0 <= pop_scale s b m D gamma alpha.
Proof.
intros gs b0 m0 D0 a1. apply Rdiv_le_0_compat; [lra|]. apply sqrt_lt_R0, Rdiv_lt_0_compat; [|easy].
assert (0 < b ^ 2) by now apply pow_lt. repeat apply Rmult_lt_0_compat; lra.
Qed.

Lemma pop_le s b m D gamma alpha l : 0 < b -> 0 < m -> 0 < D -> gamma < s -> 0 < alpha ->
  2 * b ^ 2 * (1 + alpha) / (s - gamma) ^ 2 * m * l <= D ->
  q_bound (pop_scale s b m D gamma alpha) <= exp (- l).
Proof.
intros b0 m0 D0 Hg a0 HD.
apply Rle_trans with (bell (pop_scale s b m D gamma alpha)).
{ apply q_bound_le_bell, pop_scale_ge0; lra. }
unfold bell. apply exp_le, Ropp_le_contravar. rewrite pop_square by lra.
assert (B2 : 0 < b ^ 2) by now apply pow_lt. assert (P : 0 < 2 * b ^ 2 * m * (1 + alpha)) by (repeat apply Rmult_lt_0_compat; lra).
assert (G : 0 < (s - gamma) ^ 2) by (apply pow_lt; lra).
replace l with ((s - gamma) ^ 2 / (2 * b ^ 2 * m * (1 + alpha)) *
  (2 * b ^ 2 * (1 + alpha) / (s - gamma) ^ 2 * m * l)) by (field; lra).
apply Rmult_le_compat_l; [|easy]. apply Rdiv_le_0_compat; lra.
Qed.

(* the flip, tilt 1/m: a flipped margin is positive with probability <= exp (-3 D/(8 m)) *)
Lemma flip_le m D : 1 <= m -> 0 <= D -> 0 < sign_minus m (/ m) /\
  flipped_exponent 4 32 D (/ m) (flip_mgf m (/ m)) <= - (3 * D / (8 * m)).
Proof.
intros m1 D0. assert (y0 : 0 < / m) by (apply Rinv_0_lt_compat; lra).
assert (y1 : / m <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
assert (E : sign_minus m (/ m) = 1 + / m + (/ m) ^ 2) by (unfold sign_minus; field; lra).
assert (L := ln_quadratic (/ m) ltac:(lra)).
rewrite <- E in L. assert (den : 0 < sign_minus m (/ m)) by (rewrite E; nra).
split; [easy|]. unfold flipped_exponent, flip_mgf.
rewrite ln_Rinv by (now apply sqrt_lt_R0). rewrite <- (Rpower_sqrt _ den). unfold Rpower.
rewrite ln_exp. replace (- (3 * D / (8 * m))) with (D * (4 / 32 * / m - / m / 2)) by (field; lra).
apply Rmult_le_compat_l; lra.
Qed.

(* random signs, tilt 1/(7 m): with probability <= exp (- D/(40 m))                 *)
Lemma inv_sqrt_le p A : 0 < p -> 0 < A -> 1 <= A ^ 2 * p -> / sqrt p <= A.
Proof.
intros p0 A0 H. assert (s0 := sqrt_lt_R0 p p0). assert (s2 := sqrt_sqrt p ltac:(lra)).
apply Rmult_le_reg_r with (sqrt p); [easy|]. rewrite Rinv_l by lra.
assert (y1 : 1 <= (A * sqrt p) * (A * sqrt p)).
{ replace (A * sqrt p * (A * sqrt p)) with (A ^ 2 * (sqrt p * sqrt p)) by ring. now rewrite s2. }
assert (y0 : 0 < A * sqrt p) by (apply Rmult_lt_0_compat; lra). nra.
Qed.

Lemma sign_rate x : 0 < x <= 1 / 7 ->
  / 4 * / sqrt (1 - 15 / 7 * x + x ^ 2) + 3 / 4 * / sqrt (1 + 13 / 7 * x + x ^ 2) <= exp (- (3 / 10 * x)).
Proof.
intros Hx. destruct (Rle_lt_dec x (1 / 50)) as [S|B].
- assert (P : / sqrt (1 - 15 / 7 * x + x ^ 2) <= 1 + 15 / 14 * x + 2 * x ^ 2).
  { apply inv_sqrt_le; [nra|nra|].
    assert (A2 : 1 + 15 / 7 * x + 5 * x ^ 2 <= (1 + 15 / 14 * x + 2 * x ^ 2) ^ 2).
    { assert (0 <= x ^ 2) by nra. assert (0 <= x ^ 3) by (apply pow_le; lra).
      assert (0 <= x ^ 4) by (apply pow_le; lra).
      replace ((1 + 15 / 14 * x + 2 * x ^ 2) ^ 2) with
        (1 + 15 / 7 * x + (1009 / 196) * x ^ 2 + 30 / 7 * x ^ 3 + 4 * x ^ 4) by field. lra. }
    apply Rle_trans with ((1 + 15 / 7 * x + 5 * x ^ 2) * (1 - 15 / 7 * x + x ^ 2)).
    - replace ((1 + 15 / 7 * x + 5 * x ^ 2) * (1 - 15 / 7 * x + x ^ 2)) with
        (1 + x ^ 2 * (69 / 49 - 60 / 7 * x + 5 * x ^ 2)) by field.
      assert (0 <= x ^ 2 * (69 / 49 - 60 / 7 * x + 5 * x ^ 2)) by (apply Rmult_le_pos; nra). lra.
    - apply Rmult_le_compat_r; [nra|easy]. }
  assert (Q : / sqrt (1 + 13 / 7 * x + x ^ 2) <= 1 - 13 / 14 * x + 2 * x ^ 2).
  { apply inv_sqrt_le; [nra|nra|].
    assert (B2 : 1 - 13 / 7 * x + 19 / 4 * x ^ 2 <= (1 - 13 / 14 * x + 2 * x ^ 2) ^ 2).
    { replace ((1 - 13 / 14 * x + 2 * x ^ 2) ^ 2) with
        (1 - 13 / 7 * x + 19 / 4 * x ^ 2 + x ^ 2 * (11 / 98 - 26 / 7 * x + 4 * x ^ 2)) by field.
      assert (0 <= x ^ 2 * (11 / 98 - 26 / 7 * x + 4 * x ^ 2)) by (apply Rmult_le_pos; nra). lra. }
    apply Rle_trans with ((1 - 13 / 7 * x + 19 / 4 * x ^ 2) * (1 + 13 / 7 * x + x ^ 2)).
    - replace ((1 - 13 / 7 * x + 19 / 4 * x ^ 2) * (1 + 13 / 7 * x + x ^ 2)) with
        (1 + x ^ 2 * (451 / 196 + 195 / 28 * x + 19 / 4 * x ^ 2)) by field.
      assert (0 <= x ^ 2 * (451 / 196 + 195 / 28 * x + 19 / 4 * x ^ 2)) by (apply Rmult_le_pos; nra). lra.
    - apply Rmult_le_compat_r; [nra|easy]. }
  assert (E := exp_ineq1_le (- (3 / 10 * x))). nra.
- assert (H7 : 1 / 50 <= x <= 1 / 7) by lra. clear Hx B. apply Rminus_le.
  interval with (i_bisect x, i_autodiff x, i_prec 60, i_depth 20).
Qed.

Lemma sign_mix_gt0 m tau : 0 <= tau -> 0 < sign_plus m tau -> 0 < sign_mix m tau.
Proof.
intros t0 p0. assert (q0 : 0 < sign_minus m tau) by (unfold sign_minus; unfold sign_plus in p0; lra).
assert (I := Rinv_0_lt_compat _ (sqrt_lt_R0 _ p0)).
assert (J := Rinv_0_lt_compat _ (sqrt_lt_R0 _ q0)). unfold sign_mix. lra.
Qed.

Lemma sign_le m D : 1 <= m -> 0 <= D -> 0 < sign_plus m (/ (7 * m)) /\
  flipped_exponent 4 32 D (/ (7 * m)) (sign_mix m (/ (7 * m))) <= - (D / (40 * m)).
Proof.
intros m1 D0. set (x := / (7 * m)).
assert (x0 : 0 < x) by (apply Rinv_0_lt_compat; lra).
assert (xm : 7 * m * x = 1) by (apply Rinv_r; lra).
assert (x1 : x <= 1 / 7) by nra.
assert (P : sign_plus m x = 1 - 15 / 7 * x + x ^ 2) by (unfold sign_plus; nra).
assert (Q : sign_minus m x = 1 + 13 / 7 * x + x ^ 2) by (unfold sign_minus; nra).
assert (p0 : 0 < sign_plus m x) by (rewrite P; nra).
split; [easy|]. unfold flipped_exponent.
replace (- (D / (40 * m))) with (D * (- (7 / 40 * x))) by (unfold x; field; lra).
apply Rmult_le_compat_l; [easy|].
assert (S := sign_rate x ltac:(lra)). rewrite <- P, <- Q in S. fold (sign_mix m x) in S.
apply (ln_le _ _ (sign_mix_gt0 m x (Rlt_le _ _ x0) p0)) in S. rewrite ln_exp in S. lra.
Qed.

(* ----- explicit constants -------------------------------------------------------- *)
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


(* the first summand of the hypothesis, freed of gamma and of eta                   *)
Lemma signal_le m l gamma eta : 0 < m -> 0 < l -> 0 <= gamma < 4 -> 0 < eta ->
  128 * (1 + eta) * m * l <= 2048 * (1 + eta) / (4 - gamma) ^ 2 * m * l.
Proof.
intros m0 l0 Hg He. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; [lra|].
replace (128 * (1 + eta)) with (2048 * (1 + eta) / 16) by field.
apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; nra.
Qed.

Lemma ln_4_pos : 138 / 100 < ln 4.
Proof. interval with (i_prec 60). Qed.

(* 2560/9 < 285: one pair of constants for all ramp losses with gamma <= 1         *)
Lemma ramp_constant m l gamma : 1 <= m -> 0 <= gamma <= 1 -> 0 < l ->
  2560 / (4 - gamma) ^ 2 * m * l <= 285 * m * l.
Proof.
intros m1 Hg l0. rewrite !Rmult_assoc. apply Rmult_le_compat_r; [nra|].
apply Rmult_le_reg_r with ((4 - gamma) ^ 2); [nra|].
unfold Rdiv. rewrite Rmult_assoc, Rinv_l by nra. nra.
Qed.

(* what the theorems ask of D: signal eta l bounds the population loss, the rest
   pays for the weight norm, and extra for the flipped margins                       *)
Definition enough (m D gamma delta eps eta extra rare : R) :=
  1 <= m /\ 0 <= gamma < 4 /\ 0 < delta < 1 /\ 0 < eps < 1 /\ 0 < eta <= 1 / 4 /\
  0 <= extra /\ 0 <= rare /\
  2048 * (1 + eta) / (4 - gamma) ^ 2 * m * ln (4 / eps) + m * extra +
  75 / 16 / eta ^ 2 * (ln (1 / delta) + rare) <= D.

Lemma explicit m D gamma delta eps eta extra rare :
  enough m D gamma delta eps eta extra rare -> 0 < D /\
  q_bound (pop_scale 4 32 m D gamma eta) <= eps / 4 /\
  exp (long_exponent D eta) <= delta * exp (- rare) /\
  128 * ln (4 / eps) + extra <= D / m.
Proof.
intros [m1 [Hg [Hd [He [Ht [x0 [r0 HD]]]]]]].
destruct (ln_4_over eps He) as [l4 le]. destruct (ln_inv_delta delta ltac:(lra)) as [d0 de].
set (l := ln (4 / eps)) in *. set (ld := ln (1 / delta)) in *. assert (l1 := ln_4_pos).
assert (S := signal_le m l gamma eta ltac:(lra) ltac:(lra) Hg ltac:(lra)).
assert (W : 0 <= 75 / 16 / eta ^ 2 * (ld + rare)).
{ apply Rmult_le_pos; [|lra]. apply Rdiv_le_0_compat; nra. }
assert (X : 0 <= m * extra) by (apply Rmult_le_pos; lra).
assert (ml : 0 < m * l) by nra. assert (D0 : 0 < D) by nra.
repeat split; [easy | | |].
- rewrite <- le. apply pop_le; lra.
- rewrite <- de, <- exp_plus. apply exp_le.
  apply Rle_trans with (1 := long_le D eta ltac:(lra) Ht).
  replace (- ld + - rare) with (- (16 / 75 * eta ^ 2 * (75 / 16 / eta ^ 2 * (ld + rare)))) by (field; lra).
  apply Ropp_le_contravar, Rmult_le_compat_l; nra.
- apply Rmult_le_reg_r with m; [lra|]. unfold Rdiv. rewrite (Rmult_assoc D), Rinv_l by lra. nra.
Qed.

Lemma enough_generalizing m D gamma delta eps eta extra rare :
  enough m D gamma delta eps eta extra rare -> generalizing 4 32 m D gamma delta eta (eps / 4).
Proof.
intros H. destruct (explicit _ _ _ _ _ _ _ _ H) as [D0 [P [L _]]].
destruct H as [_ [_ [Hd [_ [Ht [_ [r0 _]]]]]]].
split; [lra | easy |]. left. apply Rle_trans with (1 := L).
assert (exp (- rare) <= 1) by (rewrite <- exp_0; apply exp_le; lra). nra.
Qed.

(* a flipped margin with rate c, and what is left of kappa                            *)
Lemma enough_vacuous m D gamma delta eps eta extra rare c kappa q tau :
  enough m D gamma delta eps eta extra rare -> 0 <= tau -> 0 < q ->
  flipped_exponent 4 32 D tau q <= - (c * (D / m)) -> 2 <= 128 * c ->
  exp (- (c * extra)) / 12 + delta * exp (- rare) < kappa ->
  vacuous 4 32 m D gamma kappa q tau eta (3 * eps / 4) (eps / 4).
Proof.
intros H t0 q0 F c2 K. destruct (explicit _ _ _ _ _ _ _ _ H) as [D0 [P [L X]]].
destruct H as [m1 [_ [Hd [He [Ht [x0 _]]]]]].
destruct (ln_4_over eps He) as [l4 le]. set (l := ln (4 / eps)) in *. assert (l1 := ln_4_pos).
split; try easy; try lra. exists (exp (long_exponent D eta)); [left; lra|].
apply Rle_lt_trans with (2 := K). apply Rplus_le_compat; [|easy].
apply Rmult_le_reg_r with (3 * eps / 4); [lra|].
unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
apply Rle_trans with (exp (- (c * extra) + (- l + - l))).
{ apply exp_le, Rle_trans with (1 := F). nra. }
rewrite !exp_plus, le.
replace (exp (- (c * extra)) / 12 * (3 * eps / 4)) with (exp (- (c * extra)) * (eps / 4 * (1 / 4))) by field.
apply Rmult_le_compat_l; [left; apply exp_pos|]. nra.
Qed.

(* at eta = 1/4 the constants are round                                              *)
Lemma eta_quarter : 2048 * (1 + 1 / 4) = 2560 /\ 75 / 16 / (1 / 4) ^ 2 = 75.
Proof. split; field. Qed.

(* ----- theorem B: no logarithm of m --------------------------------------------- *)
Lemma numbers_B m D gamma delta eps eta :
  enough m D gamma delta eps eta 0 0 -> delta <= 1 / 4 ->
  0 < sign_minus m (/ m) /\
  vacuous 4 32 m D gamma (1 - 2 * delta) (flip_mgf m (/ m)) (/ m) eta (3 * eps / 4) (eps / 4).
Proof.
intros H d4. assert (D0 := proj1 (explicit _ _ _ _ _ _ _ _ H)). assert (m1 := proj1 H).
destruct (flip_le m D m1 ltac:(lra)) as [den F]. split; [easy|].
apply (enough_vacuous m D gamma delta eps eta 0 0 (3 / 8)); try easy; try lra.
- left; apply Rinv_0_lt_compat; lra.
- now apply Rinv_0_lt_compat, sqrt_lt_R0.
- apply Rle_trans with (1 := F). right. field; lra.
- rewrite Rmult_0_r, Ropp_0, exp_0. lra.
Qed.

(* ----- theorem C: every delta < 1, by random signs -------------------------------- *)
Lemma numbers_C m D gamma delta eps eta (k := ln (1 / (1 - delta))) :
  enough m D gamma delta eps eta (200 * k) (4 * k) ->
  0 < sign_plus m (/ (7 * m)) /\
  vacuous 4 32 m D gamma ((1 - delta) ^ 4) (sign_mix m (/ (7 * m))) (/ (7 * m)) eta (3 * eps / 4) (eps / 4).
Proof.
intros H. assert (D0 := proj1 (explicit _ _ _ _ _ _ _ _ H)). assert (m1 := proj1 H).
assert (Hd : 0 < delta < 1) by (destruct H as [_ [_ [Hd _]]]; exact Hd).
destruct (ln_inv_delta (1 - delta) ltac:(lra)) as [k0 ke]. fold k in k0, ke.
destruct (sign_le m D m1 ltac:(lra)) as [den F]. split; [easy|].
assert (x0 : 0 < / (7 * m)) by (apply Rinv_0_lt_compat; lra).
apply (enough_vacuous m D gamma delta eps eta (200 * k) (4 * k) (1 / 40)); try easy; try lra.
- apply sign_mix_gt0; [lra|easy].
- apply Rle_trans with (1 := F). right. field; lra.
- replace (- (1 / 40 * (200 * k))) with (- (5 * k)) by field.
  assert (E : forall n, exp (- (INR n * k)) = (1 - delta) ^ n).
  { intros n. rewrite <- ke, exp_pow. f_equal; ring. }
  assert (E4 := E 4%nat). assert (E5 := E 5%nat). simpl INR in E4, E5.
  replace (- (4 * k)) with (- ((1 + 1 + 1 + 1) * k)) by ring. rewrite E4.
  replace (- (5 * k)) with (- ((1 + 1 + 1 + 1 + 1) * k)) by ring. rewrite E5.
  assert (0 < (1 - delta) ^ 4) by (apply pow_lt; lra).
  replace ((1 - delta) ^ 5) with ((1 - delta) * (1 - delta) ^ 4) by ring. nra.
Qed.

(* theorem B's own condition up to delta = 1/2                                      *)
Lemma numbers_half m D gamma delta eps :
  enough m D gamma delta eps (1 / 4) 0 0 -> delta <= 1 / 2 ->
  0 < sign_plus m (/ (7 * m)) /\
  vacuous 4 32 m D gamma ((1 - delta) ^ 4) (sign_mix m (/ (7 * m))) (/ (7 * m)) (1 / 4) (3 * eps / 4) (eps / 4).
Proof.
intros H d2. destruct (explicit _ _ _ _ _ _ _ _ H) as [D0 [P [_ _]]].
destruct H as [m1 [Hg [Hd [He [_ [_ [_ HD]]]]]]].
destruct (ln_4_over eps He) as [l4 le]. destruct (ln_inv_delta delta ltac:(lra)) as [d0 _].
set (l := ln (4 / eps)) in *. assert (l1 := ln_4_pos).
assert (S := signal_le m l gamma (1 / 4) ltac:(lra) ltac:(lra) Hg ltac:(lra)).
replace (75 / 16 / (1 / 4) ^ 2) with 75 in HD by field.
assert (D160 : 160 * m * l <= D) by lra.
destruct (sign_le m D m1 ltac:(lra)) as [den F]. split; [easy|].
assert (x0 : 0 < / (7 * m)) by (apply Rinv_0_lt_compat; lra).
split; try easy; try lra.
{ apply sign_mix_gt0; [lra|easy]. }
exists (exp (long_exponent D (1 / 4))); [left; lra|].
apply Rlt_le_trans with ((1 / 2) ^ 4); [|apply pow_incr; lra].
assert (A : exp (flipped_exponent 4 32 D (/ (7 * m)) (sign_mix m (/ (7 * m)))) / (3 * eps / 4) <= 1 / 192).
{ apply Rmult_le_reg_r with (3 * eps / 4); [lra|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_trans with (exp (- l + (- l + (- l + - l)))).
  - apply exp_le, Rle_trans with (1 := F).
    replace (- l + (- l + (- l + - l))) with (- (160 * m * l / (40 * m))) by (field; lra).
    apply Ropp_le_contravar. unfold Rdiv. apply Rmult_le_compat_r; [|lra].
    left; apply Rinv_0_lt_compat; lra.
  - rewrite !exp_plus, le.
    assert (eps / 4 * (eps / 4 * (eps / 4)) <= 1 / 64).
    { assert (0 <= eps / 4 <= 1 / 4) by lra. assert (eps / 4 * (eps / 4) <= 1 / 16) by nra. nra. }
    nra. }
assert (B : exp (long_exponent D (1 / 4)) <= exp (- (294 / 100))).
{ apply exp_le, Rle_trans with (1 := long_le D (1 / 4) ltac:(lra) ltac:(lra)). nra. }
assert (exp (- (294 / 100)) <= (1 / 2) ^ 4 - 1 / 192 - 1 / 1000) by interval with (i_prec 60). lra.
Qed.

(* ----- theorem A: the complete flip, at the price of a logarithm of m ------------- *)
Theorem numbers_A m D gamma delta eps :
  1 <= m -> 0 <= gamma < 4 -> 0 < delta < 1 -> 0 < eps < 1 ->
  2560 / (4 - gamma) ^ 2 * m * ln (4 / eps) + 3 * m * ln (m / delta) + 75 * ln (1 / delta) <= D ->
  0 < D /\ 0 < sign_minus m (/ m) /\ q_bound (pop_scale 4 32 m D gamma (1 / 4)) <= eps /\
  m * exp (flipped_exponent 4 32 D (/ m) (flip_mgf m (/ m))) + exp (long_exponent D (1 / 4)) <= delta.
Proof.
intros m1 Hg Hd He HD.
destruct (ln_inv_delta delta ltac:(lra)) as [d0 de]. destruct (ln_4_over eps He) as [l4 le].
assert (M : ln (1 / delta) <= ln (m / delta)).
{ apply ln_le; [apply Rdiv_lt_0_compat; lra|]. unfold Rdiv.
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra. }
assert (em : m * exp (- ln (m / delta)) = delta).
{ rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra). field; lra. }
set (l := ln (4 / eps)) in *. set (ld := ln (1 / delta)) in *. set (lmd := ln (m / delta)) in *.
assert (l1 := ln_4_pos).
assert (S := signal_le m l gamma (1 / 4) ltac:(lra) ltac:(lra) Hg ltac:(lra)).
replace (2048 * (1 + 1 / 4)) with 2560 in S by field. replace (128 * (1 + 1 / 4)) with 160 in S by field.
assert (0 <= 3 * m * lmd) by nra. assert (0 <= 160 * m * l) by nra.
assert (D1 : 160 * l + 75 * ld <= D) by nra. assert (D0 : 0 < D) by lra.
destruct (flip_le m D m1 ltac:(lra)) as [den F].
assert (G := long_le D (1 / 4) ltac:(lra) ltac:(lra)).
assert (F' : flipped_exponent 4 32 D (/ m) (flip_mgf m (/ m)) <= - 60 * l + - lmd).
{ apply Rle_trans with (1 := F). replace (- 60 * l + - lmd) with (- (60 * l + lmd)) by ring.
  apply Ropp_le_contravar, Rle_trans with (3 * (160 * m * l + 3 * m * lmd) / (8 * m)).
  - replace (3 * (160 * m * l + 3 * m * lmd) / (8 * m)) with (60 * l + 9 / 8 * lmd) by (field; lra). lra.
  - unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat|]; lra. }
repeat split; [easy | easy | |].
- apply Rle_trans with (exp (- l)); [|lra]. apply pop_le; lra.
- assert (P : m * exp (flipped_exponent 4 32 D (/ m) (flip_mgf m (/ m))) <= exp (- (1)) * delta).
  { rewrite <- em. replace (exp (- (1)) * (m * exp (- lmd))) with (m * (exp (- (1)) * exp (- lmd))) by ring.
    apply Rmult_le_compat_l; [lra|]. rewrite <- exp_plus. apply exp_le. lra. }
  assert (Q : exp (long_exponent D (1 / 4)) <= exp (- (1)) * delta).
  { rewrite <- de, <- exp_plus. apply exp_le. lra. }
  assert (exp (- (1)) <= 1 / 2) by interval with (i_prec 60). nra.
Qed.

(* ----- below the constant -------------------------------------------------------- *)
Lemma thin_le D a : 0 <= D -> 0 < a < 1 -> long_exponent D (- a) <= - (a ^ 2 / 4 * D).
Proof.
intros D0 Ha. unfold long_exponent.
assert (T : 0 <= - a - ln (1 + - a) - a ^ 2 / 2); [|nra].
apply (nonneg_from_0 (fun t => - t - ln (1 + - t) - t ^ 2 / 2) (fun t => t ^ 2 / (1 + - t))).
- lra.
- cbv beta. replace (1 + - 0) with 1 by ring. rewrite ln_1. field.
- intros t Ht. auto_derive; [lra|field; lra].
- intros t Ht. apply Rdiv_le_0_compat; [apply pow2_ge_0|lra].
Qed.

Lemma right_le m D gamma : 1 <= m -> 0 <= D -> gamma <= 4 -> 0 < sign_minus m (/ m) /\
  flipped_exponent (4 - gamma) 32 D (- / m) (flip_mgf m (/ m)) <= - (D / (2 * m)).
Proof.
intros m1 D0 Hg. destruct (flip_le m D m1 D0) as [den F]. split; [easy|].
unfold flipped_exponent in *. set (l := ln (flip_mgf m (/ m))) in *.
assert (y0 : 0 < / m) by (apply Rinv_0_lt_compat; lra).
assert (E : D / (2 * m) = D * / m / 2) by (field; lra). rewrite E.
assert (E' : 3 * D / (8 * m) = 3 * (D * / m) / 8) by (field; lra). rewrite E' in F.
assert (0 <= (4 - gamma) * (D * / m)) by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]). lra.
Qed.

Lemma floor_explicit m D gamma eps eta c : 1 <= m -> 0 <= gamma <= 4 -> 0 < eps -> 0 < eta <= 1 / 2 ->
  0 <= c < 1 -> 0 < D ->
  D <= 2048 * (1 - eta) / (4 - c * gamma) ^ 2 * m * (ln ((1 - c) / eps) - 1 - 1 / eta) ->
  floored 4 32 m D gamma (eta / 2) c eps.
Proof.
intros m1 Hg e0 Ht Hc D0 HD.
assert (cg : c * gamma < 4).
{ destruct (Rle_lt_dec gamma 0) as [g|g]; [replace gamma with 0 by lra; lra|].
  apply Rlt_le_trans with (1 * gamma); [|lra]. apply Rmult_lt_compat_r; lra. }
assert (cg0 : 0 <= c * gamma) by (apply Rmult_le_pos; lra).
split; [lra | lra | lra |].
set (h := eta / 2) in *. set (G := (4 - c * gamma) ^ 2) in *.
assert (G0 : 0 < G) by (apply pow_lt; lra).
set (L := ln ((1 - c) / eps)) in *. set (L' := L - 1 - 1 / eta) in *.
assert (X := pop_square 4 32 m D (c * gamma) (- h) ltac:(lra) ltac:(lra) D0 ltac:(unfold h; lra)).
fold G in X. set (x := pop_scale 4 32 m D (c * gamma) (- h)) in *.
assert (x0 : 0 <= x) by (apply pop_scale_ge0; unfold h; lra).
set (K := 2048 * (1 - eta) / G * m) in *.
assert (K0 : 0 < K) by (unfold K; apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat|]; lra).
assert (L0 : 0 <= L') by nra.
assert (B : (1 + h) * (x ^ 2 / 2) <= L').
{ rewrite X. set (Y := G / (2 * 32 ^ 2 * m * (1 + - h)) * D).
  assert (Y0 : Y * (1 - h) <= (1 - eta) * L').
  { replace ((1 - eta) * L') with (G / (2048 * m) * (K * L')) by (unfold K; field; lra).
    replace (Y * (1 - h)) with (G / (2048 * m) * D) by (unfold Y; field; unfold h; lra).
    apply Rmult_le_compat_l; [apply Rdiv_le_0_compat; lra | lra]. }
  apply Rmult_le_reg_r with (1 - h); [unfold h; lra|].
  apply Rle_trans with ((1 + h) * ((1 - eta) * L')); [unfold h in *; nra|].
  replace ((1 + h) * ((1 - eta) * L')) with (((1 + h) * (1 - 2 * h)) * L') by (unfold h; field).
  rewrite (Rmult_comm L'). apply Rmult_le_compat_r; [easy|]. nra. }
apply Rle_trans with ((1 - c) * exp (- L)).
{ right. unfold L. rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra). field; lra. }
apply Rmult_le_compat_l; [lra|].
apply Rle_trans with (2 := q_floor_ge h x ltac:(unfold h; lra) x0). apply exp_le.
replace (1 / (2 * h)) with (1 / eta) by (unfold h; field; lra). unfold L' in B. lra.
Qed.

Theorem numbers_H m D gamma delta eps eta c : 1 <= m -> 0 <= gamma <= 4 -> 0 < delta < 1 -> 0 < eps ->
  0 < eta <= 1 / 2 -> 0 <= c < 1 ->
  2 * m * ln (2 * m / (1 - delta)) + 16 / eta ^ 2 * ln (2 / (1 - delta)) <= D ->
  D <= 2048 * (1 - eta) / (4 - c * gamma) ^ 2 * m * (ln ((1 - c) / eps) - 1 - 1 / eta) ->
  0 < D /\ overfitting 4 32 m D gamma delta (/ m) (eta / 2) c eps.
Proof.
intros m1 Hg Hd e0 Ht Hc LD HD.
set (l1 := ln (2 * m / (1 - delta))) in *. set (l2 := ln (2 / (1 - delta))) in *.
assert (p2 : 1 < 2 / (1 - delta)).
{ apply Rmult_lt_reg_r with (1 - delta); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
assert (p1 : 1 < 2 * m / (1 - delta)).
{ apply Rmult_lt_reg_r with (1 - delta); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
assert (q2 : 0 < l2) by (unfold l2; rewrite <- ln_1; apply ln_increasing; lra).
assert (q1 : 0 < l1) by (unfold l1; rewrite <- ln_1; apply ln_increasing; lra).
assert (E1 : exp (- l1) = (1 - delta) / (2 * m)).
{ unfold l1. rewrite exp_Ropp, exp_ln by lra. field; lra. }
assert (E2 : exp (- l2) = (1 - delta) / 2).
{ unfold l2. rewrite exp_Ropp, exp_ln by lra. field; lra. }
assert (w0 : 0 < 16 / eta ^ 2) by (apply Rdiv_lt_0_compat; [lra|apply pow_lt; lra]).
assert (w1 : 0 < 16 / eta ^ 2 * l2) by nra. assert (w2 : 0 < 2 * m * l1) by nra.
assert (D0 : 0 < D) by lra. split; [easy|].
destruct (right_le m D gamma m1 ltac:(lra) ltac:(lra)) as [den F].
assert (T := thin_le D (eta / 2) ltac:(lra) ltac:(lra)).
split; [apply floor_explicit; easy | left; apply Rinv_0_lt_compat; lra | easy |].
assert (A : m * exp (flipped_exponent (4 - gamma) 32 D (- / m) (flip_mgf m (/ m))) < (1 - delta) / 2).
{ replace ((1 - delta) / 2) with (m * exp (- l1)) by (rewrite E1; field; lra).
  apply Rmult_lt_compat_l; [lra|]. apply exp_increasing, Rle_lt_trans with (1 := F).
  apply Ropp_lt_contravar. apply Rmult_lt_reg_r with (2 * m); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
assert (B : exp (long_exponent D (- (eta / 2))) <= (1 - delta) / 2); [|lra].
rewrite <- E2. apply exp_le, Rle_trans with (1 := T). apply Ropp_le_contravar.
replace l2 with ((eta / 2) ^ 2 / 4 * (16 / eta ^ 2 * l2)) by (field; lra).
apply Rmult_le_compat_l; [apply Rdiv_le_0_compat; [apply pow2_ge_0|lra]|lra].
Qed.

(* |w2|^2 is short with probability at least delta                                  *)
Lemma long_rare D delta eta : 0 < delta <= 1 -> 0 < eta <= 1 / 4 -> 75 / 16 / eta ^ 2 * ln (1 / delta) <= D ->
  exp (long_exponent D eta) <= delta.
Proof.
intros Hd Ht HD. destruct (ln_inv_delta delta Hd) as [d0 de]. apply Rle_trans with (2 := Req_le _ _ de).
assert (w0 : 0 < 75 / 16 / eta ^ 2) by (apply Rdiv_lt_0_compat; [lra|apply pow_lt; lra]).
assert (D0 : 0 <= D) by (apply Rle_trans with (2 := HD); apply Rmult_le_pos; lra).
apply exp_le, Rle_trans with (1 := long_le D eta D0 Ht). apply Ropp_le_contravar.
replace (ln (1 / delta)) with (16 / 75 * eta ^ 2 * (75 / 16 / eta ^ 2 * ln (1 / delta))) by (field; lra).
apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

Lemma thin_rare D delta eta : 0 < delta <= 1 -> 0 < eta <= 1 / 2 -> 16 / eta ^ 2 * ln (1 / delta) <= D ->
  exp (long_exponent D (- (eta / 2))) <= delta.
Proof.
intros Hd Ht HD. destruct (ln_inv_delta delta Hd) as [d0 de]. apply Rle_trans with (2 := Req_le _ _ de).
assert (w0 : 0 < 16 / eta ^ 2) by (apply Rdiv_lt_0_compat; [lra|apply pow_lt; lra]).
assert (D0 : 0 <= D) by (apply Rle_trans with (2 := HD); apply Rmult_le_pos; lra).
apply exp_le, Rle_trans with (1 := thin_le D (eta / 2) D0 ltac:(lra)). apply Ropp_le_contravar.
replace (ln (1 / delta)) with ((eta / 2) ^ 2 / 4 * (16 / eta ^ 2 * ln (1 / delta))) by (field; lra).
apply Rmult_le_compat_l; [|easy]. apply Rdiv_le_0_compat; [apply pow2_ge_0|lra].
Qed.

(* ----- a large gamma ----------------------------------------------------------------- *)
Theorem numbers_G m D gamma delta eps eta : 1 <= m -> 0 < delta < 1 -> 0 < eta <= 1 / 4 ->
  75 / 16 / eta ^ 2 * ln (2 / delta) <= D -> 4 + 32 * (1 + eta) * sqrt m <= eps * gamma ->
  drowned 4 32 m D gamma delta eta eta (32 * (1 + eta) * sqrt m) eps.
Proof.
intros m1 Hd Ht HD Hg. assert (s1 : 0 < sqrt m) by (apply sqrt_lt_R0; lra).
replace (2 / delta) with (1 / (delta / 2)) in HD by (field; lra).
assert (l0 : 69 / 100 <= ln (1 / (delta / 2))).
{ apply Rle_trans with (ln 2); [interval with (i_prec 60)|]. apply ln_le; [lra|].
  apply Rmult_le_reg_r with (delta / 2); [lra|]. unfold Rdiv at 2. rewrite Rmult_assoc, Rinv_l; lra. }
assert (w0 : 75 <= 75 / 16 / eta ^ 2).
{ apply Rmult_le_reg_r with (eta ^ 2); [apply pow_lt; lra|].
  replace (75 / 16 / eta ^ 2 * eta ^ 2) with (75 / 16) by (field; lra). nra. }
assert (D3 : 3 <= D) by (apply Rle_trans with (2 := HD); nra).
assert (R1 := long_rare D (delta / 2) eta ltac:(lra) Ht HD).
assert (R2 : exp (long_exponent (m * D) eta) <= delta / 2).
{ apply (long_rare (m * D)); [lra | easy |]. apply Rle_trans with (1 := HD). nra. }
split; try lra.
- apply Rmult_lt_0_compat; lra.
- right. replace ((32 * (1 + eta) * sqrt m) ^ 2) with (32 ^ 2 * (1 + eta) ^ 2 * (sqrt m * sqrt m)) by ring.
  rewrite sqrt_sqrt by lra. ring.
Qed.

(* ----- certificates ------------------------------------------------------------- *)
(* caps keep the arguments of exp small: exp (-10^6) is slow to enclose             *)
Lemma long_of_cap D alpha p cap : long_exponent D alpha <= cap -> exp cap <= p -> long_tail D alpha p.
Proof. intros L E. left. eapply Rle_trans; [apply exp_le|]; eassumption. Qed.

Lemma sharp_of_cap D alpha p mu cap : 0 < D -> 0 < alpha -> 0 < mu < 1 / 2 ->
  sharp_exponent D alpha mu <= cap -> exp cap <= p * (mu * D * alpha) -> long_tail D alpha p.
Proof.
intros D0 a0 Hm L E. assert (k0 : 0 < mu * D * alpha) by (repeat apply Rmult_lt_0_compat; lra).
right. exists mu; [easy|]. apply Rmult_le_reg_r with (1 := k0).
unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. eapply Rle_trans; [apply exp_le|]; eassumption.
Qed.

Lemma vacuous_of_caps s b m D gamma kappa q tau alpha e1 e2 p cap_flip :
  0 < q -> 0 < alpha -> 0 <= tau -> 0 < e1 -> q_bound (pop_scale s b m D gamma alpha) <= e2 ->
  long_tail D alpha p -> flipped_exponent s b D tau q <= cap_flip ->
  exp cap_flip / e1 + p < kappa -> vacuous s b m D gamma kappa q tau alpha e1 e2.
Proof.
intros q0 a0 t0 e10 P L F K. split; try easy. exists p; [easy|]. apply Rle_lt_trans with (2 := K).
apply Rplus_le_compat_r, Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat | now apply exp_le].
Qed.

Lemma flip_mgf_gt0 m tau : 0 < sign_minus m tau -> 0 < flip_mgf m tau.
Proof. intros v. now apply Rinv_0_lt_compat, sqrt_lt_R0. Qed.

Lemma overfitting_of_caps s b m D gamma delta tau alpha c v cap_thin cap_right :
  0 <= m -> floored s b m D gamma alpha c v -> 0 <= tau -> 0 < sign_minus m tau ->
  flipped_exponent (s - gamma) b D (- tau) (flip_mgf m tau) <= cap_right ->
  long_exponent D (- alpha) <= cap_thin -> m * exp cap_right + exp cap_thin < 1 - delta ->
  overfitting s b m D gamma delta tau alpha c v.
Proof.
intros m0 f t0 den R L K. split; try easy. apply Rle_lt_trans with (2 := K).
apply Rplus_le_compat; [|now apply exp_le]. apply Rmult_le_compat_l; [easy|now apply exp_le].
Qed.

Lemma drowned_of_caps s b m D gamma delta alpha beta reach v cap_long cap_total :
  3 <= D -> 0 < alpha -> 0 < beta -> 0 < reach -> b ^ 2 * m * (1 + alpha) * (1 + beta) <= reach ^ 2 ->
  s + reach <= v * gamma -> long_exponent D alpha <= cap_long -> long_exponent (m * D) beta <= cap_total ->
  exp cap_long + exp cap_total <= delta -> drowned s b m D gamma delta alpha beta reach v.
Proof.
intros D3 a0 b0 r0 C G L T K. split; try easy. apply Rle_trans with (2 := K).
apply Rplus_le_compat; now apply exp_le.
Qed.

(* far in the tail an exponential is enough, and its argument is capped             *)
Lemma q_bound_far s b m D gamma alpha l e : 0 < b -> 0 < m -> 0 < D -> gamma < s -> 0 < alpha ->
  2 * b ^ 2 * (1 + alpha) / (s - gamma) ^ 2 * m * l <= D -> exp (- l) <= e ->
  q_bound (pop_scale s b m D gamma alpha) <= e.
Proof. intros b0 m0 D0 Hg a0 HD E. apply Rle_trans with (2 := E). now apply pop_le. Qed.
