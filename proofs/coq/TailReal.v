(* TailReal.v: what differential calculus says about a Gaussian tail, over Coq's *)
(* real numbers; the tail is given by its defining inequalities only.            *)
(*                                                                             *)
(*   bell t           == exp (- t^2 / 2)                                        *)
(*   tail_of Z Q      == Q >= 0 vanishes at infinity, Q 0 = 1/2, and Z (Q x - Q y) *)
(*                       lies between (y - x) min bell and (y - x) max bell      *)
(*   tail_derive      == then Q' = - bell / Z                                    *)
(*   tail_compare     == F' <= - bell and F >= 0 on [x, oo) give Q x <= F x / Z   *)
(*   normaliser_ge, normaliser_le == 2.50662 <= Z <= 2.50664 (sqrt (2 pi))        *)
(*   sampford         == 4 bell x / (3 x + sqrt (x^2 + 8)) / 2.50662              *)
(*   middle           == 1/2 - (the integral of bell from 0 to x) / 2.50664       *)
(*   q_bound          == the less of the two; tail_bound: Q x <= q_bound x, x >= 0 *)
(*   q_bound_le_bell  == q_bound x <= bell x                                     *)
From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From UC Require Import ITZ.
Import ITZ.
Local Open Scope R_scope.

Definition bell (t : R) := exp (- (t ^ 2 / 2)).

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [L | ->]; [left; now apply exp_increasing | right; easy]. Qed.

Lemma bell_pos t : 0 < bell t. Proof. apply exp_pos. Qed.

Lemma bell_derive t : is_derive bell t (- (t * bell t)).
Proof. unfold bell. auto_derive; [easy|]. simpl. unfold Rdiv. field. Qed.

Lemma bell_continuous t : continuous bell t.
Proof. apply (ex_derive_continuous bell). eexists. apply bell_derive. Qed.

Record tail_of (Z : R) (Q : R -> R) : Prop := {
  t_Z : 0 < Z;
  t_pos : forall x, 0 <= Q x;
  t_half : Q 0 = 1 / 2;
  t_vanish : forall x e, 0 < e -> exists y, x <= y /\ Q y <= e;
  t_slice : forall x y lo hi, x <= y -> 0 <= lo -> (forall t, x <= t <= y -> lo <= bell t <= hi) ->
    (y - x) * lo <= Z * (Q x - Q y) <= (y - x) * hi }.

Section tail.
Variables (Z : R) (Q : R -> R).
Hypothesis TQ : tail_of Z Q.
Let Z0 : 0 < Z := t_Z _ _ TQ.

Lemma bell_near x e : 0 < e -> exists d, 0 < d /\ forall t, Rabs (t - x) < d -> Rabs (bell t - bell x) < e.
Proof.
intros e0. destruct (bell_continuous x (fun u => Rabs (u - bell x) < e)) as [d Hd].
{ exists (mkposreal e e0). intros u Hu. exact Hu. }
exists d. split; [apply cond_pos|]. intros t Ht. apply Hd. exact Ht.
Qed.

Lemma tail_derive x : is_derive Q x (- (bell x / Z)).
Proof.
apply is_derive_Reals. intros eps eps0.
assert (B := bell_pos x).
set (e := Rmin (eps * Z / 2) (bell x)).
assert (e0 : 0 < e) by (apply Rmin_pos; [nra|easy]).
assert (e1 : e <= eps * Z / 2) by apply Rmin_l. assert (e2 : e <= bell x) by apply Rmin_r.
destruct (bell_near x e e0) as [d [d0 Hd]].
exists (mkposreal d d0). intros h h0 hd. simpl in hd.
assert (near : forall t, Rabs (t - x) <= Rabs h -> bell x - e <= bell t <= bell x + e).
{ intros t Ht. assert (H := Hd t (Rle_lt_trans _ _ _ Ht hd)). apply Rabs_def2 in H. lra. }
assert (key : Rabs (Z * ((Q (x + h) - Q x) / h) + bell x) <= e).
{ destruct (Rlt_le_dec 0 h) as [hp|hn].
  - assert (S := t_slice _ _ TQ x (x + h) (bell x - e) (bell x + e) ltac:(lra) ltac:(lra)).
    destruct S as [S1 S2].
    { intros t Ht. apply near. rewrite !Rabs_pos_eq; lra. }
    replace (Z * ((Q (x + h) - Q x) / h)) with (- (Z * (Q x - Q (x + h)) / h)) by (field; lra).
    set (W := Z * (Q x - Q (x + h))) in *.
    assert (bell x - e <= W / h) by (apply Rmult_le_reg_r with h; [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
    assert (W / h <= bell x + e) by (apply Rmult_le_reg_r with h; [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
    apply Rabs_le; lra.
  - assert (hm : 0 < - h) by lra.
    assert (S := t_slice _ _ TQ (x + h) x (bell x - e) (bell x + e) ltac:(lra) ltac:(lra)).
    destruct S as [S1 S2].
    { intros t Ht. apply near. rewrite (Rabs_left1 h), Rabs_left1; lra. }
    replace (Z * ((Q (x + h) - Q x) / h)) with (- (Z * (Q (x + h) - Q x) / (- h))) by (field; lra).
    set (W := Z * (Q (x + h) - Q x)) in *.
    assert (bell x - e <= W / - h) by (apply Rmult_le_reg_r with (- h); [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
    assert (W / - h <= bell x + e) by (apply Rmult_le_reg_r with (- h); [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra).
    apply Rabs_le; lra. }
replace ((Q (x + h) - Q x) / h - - (bell x / Z)) with ((Z * ((Q (x + h) - Q x) / h) + bell x) / Z) by (field; lra).
unfold Rdiv at 1. rewrite Rabs_mult, (Rabs_pos_eq (/ Z)) by (left; now apply Rinv_0_lt_compat).
apply Rle_lt_trans with (e * / Z).
- apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat|easy].
- apply Rmult_lt_reg_r with Z; [easy|]. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma tail_compare (F F' : R -> R) x :
  (forall t, x <= t -> is_derive F t (F' t)) -> (forall t, x <= t -> F' t <= - bell t) ->
  (forall t, x <= t -> 0 <= F t) -> Q x <= F x / Z.
Proof.
intros Fd Fb F0. apply le_epsilon. intros e e0.
destruct (t_vanish _ _ TQ x e e0) as [y [xy Qy]].
destruct (MVT_gen (fun t => F t / Z - Q t) x y (fun t => F' t / Z + bell t / Z)) as [c [Hc E]].
- intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra.
  replace (F' t / Z + bell t / Z) with (F' t / Z - (- (bell t / Z))) by ring.
  apply (is_derive_minus (fun t => F t / Z) Q); [|apply tail_derive].
  apply (is_derive_ext (fun t => / Z * F t)); [intros u; exact (Rmult_comm (/ Z) (F u))|].
  unfold Rdiv. rewrite Rmult_comm. apply (is_derive_scal F t (/ Z)). apply Fd; lra.
- intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra.
  apply continuity_pt_filterlim.
  apply (ex_derive_continuous (fun t => F t / Z - Q t)).
  apply (ex_derive_minus (fun t => F t / Z) Q).
  + apply (ex_derive_ext (fun t => / Z * F t)); [intros u; exact (Rmult_comm (/ Z) (F u))|].
    apply (ex_derive_scal F (/ Z) t). eexists; apply Fd; lra.
  + eexists; apply tail_derive.
- rewrite Rmin_left, Rmax_right in Hc by lra.
  assert (F' c / Z + bell c / Z <= 0).
  { replace (F' c / Z + bell c / Z) with (- (((- bell c) - F' c) / Z)) by (field; lra).
    assert (0 <= (- bell c - F' c) / Z); [|lra].
    assert (H := Fb c ltac:(lra)). apply Rdiv_le_0_compat; lra. }
  assert (0 <= F y / Z) by (apply Rdiv_le_0_compat; [apply F0|]; lra).
  assert ((F' c / Z + bell c / Z) * (y - x) <= 0) by nra. lra.
Qed.

(* the same from below: F' >= - bell and F vanishes at infinity                      *)
Lemma tail_compare_below (F F' : R -> R) x :
  (forall t, x <= t -> is_derive F t (F' t)) -> (forall t, x <= t -> - bell t <= F' t) ->
  (forall e, 0 < e -> exists y, x <= y /\ F y <= e) -> F x / Z <= Q x.
Proof.
intros Fd Fb F0. apply le_epsilon. intros e e0.
destruct (F0 (Z * e) ltac:(nra)) as [y [xy Fy]].
assert (D : forall t, x <= t -> is_derive (fun t => F t / Z - Q t) t (F' t / Z + bell t / Z)).
{ intros t Ht. replace (F' t / Z + bell t / Z) with (F' t / Z - (- (bell t / Z))) by ring.
  apply (is_derive_minus (fun t => F t / Z) Q); [|apply tail_derive].
  apply (is_derive_ext (fun t => / Z * F t)); [intros u; exact (Rmult_comm (/ Z) (F u))|].
  unfold Rdiv. rewrite Rmult_comm. apply (is_derive_scal F t (/ Z)). now apply Fd. }
destruct (MVT_gen (fun t => F t / Z - Q t) x y (fun t => F' t / Z + bell t / Z)) as [c [Hc E]].
- intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra. apply D; lra.
- intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra.
  apply continuity_pt_filterlim, (ex_derive_continuous (fun t => F t / Z - Q t)). eexists; apply D; lra.
- rewrite Rmin_left, Rmax_right in Hc by lra.
  assert (0 <= F' c / Z + bell c / Z).
  { replace (F' c / Z + bell c / Z) with ((F' c - - bell c) / Z) by (field; lra).
    assert (H := Fb c ltac:(lra)). apply Rdiv_le_0_compat; lra. }
  assert (0 <= (F' c / Z + bell c / Z) * (y - x)) by (apply Rmult_le_pos; lra).
  assert (F y / Z <= e).
  { apply Rmult_le_reg_r with Z; [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Qy := t_pos _ _ TQ y). lra.
Qed.

Lemma tail_integral a b : a <= b -> RInt bell a b = Z * (Q a - Q b).
Proof.
intros ab. apply is_RInt_unique.
apply (is_RInt_ext (fun t => scal (- Z) (- (bell t / Z)))).
{ intros t _. change (- Z * (- (bell t / Z)) = bell t). field; lra. }
replace (Z * (Q a - Q b)) with (scal (- Z) (minus (Q b) (Q a))).
2:{ change (- Z * (Q b + - Q a) = Z * (Q a - Q b)). ring. }
apply (is_RInt_scal (fun t => - (bell t / Z)) a b (- Z)).
apply (is_RInt_derive Q).
- intros t _. apply tail_derive.
- intros t _. apply (continuous_ext (fun t => scal (- / Z) (bell t))).
  { intros u. change (- / Z * bell u = - (bell u / Z)). field; lra. }
  apply (continuous_scal_r (- / Z) bell). apply bell_continuous.
Qed.

Lemma normaliser_ge : 250662 / 100000 <= Z.
Proof.
assert (E := tail_integral 0 6 ltac:(lra)).
assert (125331 / 100000 <= RInt bell 0 6).
{ unfold bell. integral with (i_prec 40, i_relwidth 20). }
assert (H0 := t_half _ _ TQ). assert (H6 := t_pos _ _ TQ 6). nra.
Qed.

Definition mills (x : R) := 4 / (3 * x + sqrt (x ^ 2 + 8)).
Definition sampford (x : R) := mills x * bell x / (250662 / 100000).
Definition middle (x : R) := 1 / 2 - RInt bell 0 x / (250664 / 100000).

Lemma mills_pos x : 0 <= x -> 0 < mills x.
Proof.
intros x0. assert (0 < sqrt (x ^ 2 + 8)) by (apply sqrt_lt_R0; nra).
apply Rdiv_lt_0_compat; lra.
Qed.

Lemma mills_supersolution x s : 0 <= x -> 0 < s -> s ^ 2 = x ^ 2 + 8 ->
  - (4 * (3 + x / s)) / (3 * x + s) ^ 2 - x * (4 / (3 * x + s)) <= - 1.
Proof.
intros x0 s0 E. set (q := 3 * x + s). assert (q0 : 0 < q) by (unfold q; lra).
assert (K : 0 <= s * (x ^ 2 + 2) - (x ^ 3 + 6 * x)).
{ assert (x ^ 3 + 6 * x <= s * (x ^ 2 + 2)); [|lra].
  apply pow_incr_inv with 1%nat || (apply Rsqr_incr_0; [unfold Rsqr|nra|nra]).
  replace (s * (x ^ 2 + 2) * (s * (x ^ 2 + 2))) with (s ^ 2 * (x ^ 2 + 2) ^ 2) by ring.
  rewrite E. nra. }
enough (0 <= (4 * (3 + x / s)) / q ^ 2 + x * (4 / q) - 1) by lra.
replace ((4 * (3 + x / s)) / q ^ 2 + x * (4 / q) - 1)
  with ((4 * (3 + x / s) + 4 * x * q - q ^ 2) / q ^ 2) by (field; lra).
apply Rdiv_le_0_compat; [|nra].
replace (4 * (3 + x / s) + 4 * x * q - q ^ 2) with (2 * ((s * (x ^ 2 + 2) - (x ^ 3 + 6 * x)) / s)).
{ apply Rmult_le_pos; [lra|]. now apply Rdiv_le_0_compat. }
unfold q. replace (x ^ 3) with (x * (s ^ 2 - 8)) by (rewrite E; ring).
replace (4 * (3 + x / s)) with (12 + 4 * (x / s)) by ring.
replace (x ^ 2) with (s ^ 2 - 8) at 1 by lra.
apply Rmult_eq_reg_r with s; [|lra].
field_simplify; [|lra|lra]. nra.
Qed.

Theorem tail_sampford x : 0 <= x -> Q x <= sampford x.
Proof.
intros x0.
apply Rle_trans with (mills x * bell x / Z).
- apply (tail_compare (fun t => mills t * bell t)
    (fun t => (- (4 * (3 + t / sqrt (t ^ 2 + 8))) / (3 * t + sqrt (t ^ 2 + 8)) ^ 2) * bell t + mills t * (- (t * bell t)))).
  + intros t Ht. apply (is_derive_mult mills bell); [|apply bell_derive|intros; apply Rmult_comm].
    assert (0 < t ^ 2 + 8) by nra. assert (s0 := sqrt_lt_R0 _ H).
    unfold mills. auto_derive; [repeat split; try nra; simpl in *; lra|].
    simpl in *. field. split; simpl in *; lra.
  + intros t Ht. assert (t0 : 0 <= t) by lra. assert (0 < t ^ 2 + 8) by nra.
    assert (S := mills_supersolution t (sqrt (t ^ 2 + 8)) t0 (sqrt_lt_R0 _ H) (pow2_sqrt _ (Rlt_le _ _ H))).
    assert (B := bell_pos t). unfold mills. nra.
  + intros t Ht. assert (M := mills_pos t ltac:(lra)). assert (B := bell_pos t). nra.
- unfold sampford. assert (N := normaliser_ge). assert (M := mills_pos x x0). assert (B := bell_pos x).
  apply Rmult_le_compat_l; [nra|]. apply Rinv_le_contravar; lra.
Qed.

Lemma normaliser_le : Z <= 250664 / 100000.
Proof.
assert (E := tail_integral 0 6 ltac:(lra)). rewrite (t_half _ _ TQ) in E.
assert (RInt bell 0 6 <= 1253315 / 1000000).
{ unfold bell. integral with (i_prec 40, i_relwidth 20). }
assert (Q6 : Q 6 <= 1 / 1000000).
{ apply Rle_trans with (1 := tail_sampford 6 ltac:(lra)).
  unfold sampford, mills, bell. interval with (i_prec 40). }
nra.
Qed.

(* nearer the middle, the integral itself                                           *)
Lemma tail_middle x : 0 <= x -> Q x <= middle x.
Proof.
intros x0. assert (E := tail_integral 0 x x0). rewrite (t_half _ _ TQ) in E. unfold middle.
assert (I0 : 0 <= RInt bell 0 x).
{ apply RInt_ge_0; [easy | | intros t _; left; apply bell_pos].
  apply (ex_RInt_continuous bell). intros t _. apply bell_continuous. }
assert (N := normaliser_le).
enough (RInt bell 0 x / (250664 / 100000) <= RInt bell 0 x / Z).
{ replace (Q x) with (1 / 2 - RInt bell 0 x / Z); [lra|]. rewrite E. field; lra. }
apply Rmult_le_compat_l; [easy|]. apply Rinv_le_contravar; lra.
Qed.

Definition q_bound (x : R) := Rmin (sampford x) (middle x).

Theorem tail_bound x : 0 <= x -> Q x <= q_bound x.
Proof. intros x0. apply Rmin_glb; [now apply tail_sampford | now apply tail_middle]. Qed.
(* ----- and from below ---------------------------------------------------------- *)
Definition birnbaum (x : R) := 2 / (x + sqrt (x ^ 2 + 4)) * bell x / (250664 / 100000).
Definition middle_below (x : R) := 1 / 2 - RInt bell 0 x / (250662 / 100000).
Definition q_floor (x : R) := Rmax (birnbaum x) (middle_below x).

Lemma mills_subsolution x s : 0 <= x -> 0 < s -> s ^ 2 = x ^ 2 + 4 ->
  - 1 <= - (2 * (1 + x / s)) / (x + s) ^ 2 - x * (2 / (x + s)).
Proof.
intros x0 s0 E. set (q := x + s). assert (q0 : 0 < q) by (unfold q; lra).
assert (K : x ^ 3 + 3 * x <= s * (x ^ 2 + 1)).
{ apply (Rsqr_incr_0 (x ^ 3 + 3 * x) (s * (x ^ 2 + 1))); [unfold Rsqr|nra|nra].
  replace (s * (x ^ 2 + 1) * (s * (x ^ 2 + 1))) with (s ^ 2 * (x ^ 2 + 1) ^ 2) by ring.
  rewrite E. nra. }
enough (0 <= 1 - (2 * (1 + x / s)) / q ^ 2 - x * (2 / q)) by lra.
replace (1 - (2 * (1 + x / s)) / q ^ 2 - x * (2 / q))
  with ((q ^ 2 - 2 * x * q - 2 * (1 + x / s)) / q ^ 2) by (field; lra).
apply Rdiv_le_0_compat; [|nra].
replace (q ^ 2 - 2 * x * q - 2 * (1 + x / s)) with (2 * (s - x) / s).
{ apply Rdiv_le_0_compat; nra. }
unfold q. apply Rmult_eq_reg_r with s; [|lra]. field_simplify; [|lra|lra]. nra.
Qed.

Lemma bell_small x e : 0 < e -> exists y, x <= y /\ 1 <= y /\ bell y <= e.
Proof.
intros e0. exists (Rmax 1 (Rmax x (- 2 * ln e))).
set (y := Rmax 1 (Rmax x (- 2 * ln e))).
assert (y1 : 1 <= y) by apply Rmax_l.
assert (y2 : Rmax x (- 2 * ln e) <= y) by apply Rmax_r.
assert (x <= y) by (apply Rle_trans with (2 := y2), Rmax_l).
assert (- 2 * ln e <= y) by (apply Rle_trans with (2 := y2), Rmax_r).
repeat split; try easy. unfold bell. apply Rle_trans with (exp (ln e)); [|right; now apply exp_ln].
apply exp_le; nra.
Qed.

Theorem tail_birnbaum x : 0 <= x -> birnbaum x <= Q x.
Proof.
intros x0. set (mills t := 2 / (t + sqrt (t ^ 2 + 4))).
assert (S0 : forall t, 0 < sqrt (t ^ 2 + 4)) by (intros t; apply sqrt_lt_R0; nra).
apply Rle_trans with (mills x * bell x / Z).
- unfold birnbaum. fold (mills x). assert (N := normaliser_le). assert (B := bell_pos x). assert (S := S0 x).
  assert (0 < mills x) by (apply Rdiv_lt_0_compat; lra).
  apply Rmult_le_compat_l; [nra|]. apply Rinv_le_contravar; lra.
- apply (tail_compare_below (fun t => mills t * bell t)
    (fun t => (- (2 * (1 + t / sqrt (t ^ 2 + 4))) / (t + sqrt (t ^ 2 + 4)) ^ 2) * bell t + mills t * (- (t * bell t)))).
  + intros t Ht. apply (is_derive_mult mills bell); [|apply bell_derive|intros; apply Rmult_comm].
    assert (0 < t ^ 2 + 4) by nra. assert (s0 := S0 t).
    unfold mills. auto_derive; [repeat split; try nra; simpl in *; lra|].
    simpl in *. field. split; simpl in *; lra.
  + intros t Ht. assert (t0 : 0 <= t) by lra. assert (0 < t ^ 2 + 4) by nra.
    assert (S := mills_subsolution t (sqrt (t ^ 2 + 4)) t0 (S0 t) (pow2_sqrt _ (Rlt_le _ _ H))).
    assert (B := bell_pos t). unfold mills. nra.
  + intros e e0. destruct (bell_small x e e0) as [y [xy [y1 By]]]. exists y. split; [easy|].
    apply Rle_trans with (2 := By). assert (B := bell_pos y). rewrite <- (Rmult_1_l (bell y)) at 2.
    apply Rmult_le_compat_r; [lra|]. unfold mills.
    assert (1 <= sqrt (y ^ 2 + 4)).
    { replace 1 with (sqrt (1 ^ 2)) by (apply sqrt_pow2; lra). apply sqrt_le_1_alt; nra. }
    apply Rmult_le_reg_r with (y + sqrt (y ^ 2 + 4)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma tail_middle_below x : 0 <= x -> middle_below x <= Q x.
Proof.
intros x0. assert (E := tail_integral 0 x x0). rewrite (t_half _ _ TQ) in E. unfold middle_below.
assert (I0 : 0 <= RInt bell 0 x).
{ apply RInt_ge_0; [easy | | intros t _; left; apply bell_pos].
  apply (ex_RInt_continuous bell). intros t _. apply bell_continuous. }
assert (N := normaliser_ge).
enough (RInt bell 0 x / Z <= RInt bell 0 x / (250662 / 100000)).
{ replace (Q x) with (1 / 2 - RInt bell 0 x / Z); [lra|]. rewrite E. field; lra. }
apply Rmult_le_compat_l; [easy|]. apply Rinv_le_contravar; lra.
Qed.

Theorem tail_floor x : 0 <= x -> q_floor x <= Q x.
Proof. intros x0. apply Rmax_lub; [now apply tail_birnbaum | now apply tail_middle_below]. Qed.
End tail.

(* mills x <= 4/sqrt 8 < 2.50662                                                  *)
Lemma sampford_le_bell x : 0 <= x -> sampford x <= bell x.
Proof.
intros x0. assert (B := bell_pos x). unfold sampford, mills.
assert (2 <= sqrt (x ^ 2 + 8)).
{ replace 2 with (sqrt (2 ^ 2)) by (apply sqrt_pow2; lra). apply sqrt_le_1_alt; nra. }
assert (M : 4 / (3 * x + sqrt (x ^ 2 + 8)) <= 2).
{ apply Rmult_le_reg_r with (3 * x + sqrt (x ^ 2 + 8)); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
nra.
Qed.

Lemma q_bound_le_bell x : 0 <= x -> q_bound x <= bell x.
Proof. intros x0. apply Rle_trans with (1 := Rmin_l _ _). now apply sampford_le_bell. Qed.

(* at a rational place y below x                                                    *)
Lemma q_bound_middle y x e c : 0 <= y <= x -> c <= RInt bell 0 y ->
  1 / 2 - c / (250664 / 100000) <= e -> q_bound x <= e.
Proof.
intros yx Hc He. apply Rle_trans with (1 := Rmin_r _ _). unfold middle.
assert (ex : forall a b, ex_RInt bell a b).
{ intros a b. apply (ex_RInt_continuous bell). intros t _. apply bell_continuous. }
assert (E : RInt bell 0 x = RInt bell 0 y + RInt bell y x).
{ symmetry. apply (RInt_Chasles bell 0 y x); apply ex. }
assert (0 <= RInt bell y x) by (apply RInt_ge_0; [lra | apply ex | intros t _; left; apply bell_pos]).
lra.
Qed.

Lemma q_floor_middle y x e c : 0 <= x <= y -> RInt bell 0 y <= c ->
  e <= 1 / 2 - c / (250662 / 100000) -> e <= q_floor x.
Proof.
intros xy Hc He. apply Rle_trans with (2 := Rmax_r _ _). unfold middle_below.
assert (ex : forall a b, ex_RInt bell a b).
{ intros a b. apply (ex_RInt_continuous bell). intros t _. apply bell_continuous. }
assert (E : RInt bell 0 y = RInt bell 0 x + RInt bell x y).
{ symmetry. apply (RInt_Chasles bell 0 x y); apply ex. }
assert (0 <= RInt bell x y) by (apply RInt_ge_0; [lra | apply ex | intros t _; left; apply bell_pos]).
lra.
Qed.

(* crude, for explicit constants: birnbaum x >= bell x / (Z (1 + x)) >= exp (- 1 - 1/(2 k)) bell x ^ (1 + k) *)
Lemma q_floor_ge k x : 0 < k -> 0 <= x -> exp (- ((1 + k) * (x ^ 2 / 2) + 1 / (2 * k) + 1)) <= q_floor x.
Proof.
intros k0 x0. apply Rle_trans with (2 := Rmax_l _ _). unfold birnbaum, bell.
assert (L : 250664 / 100000 <= exp 1) by interval with (i_prec 60).
assert (B : 1 + x <= exp (k * (x ^ 2 / 2) + 1 / (2 * k))).
{ apply Rle_trans with (exp x); [apply exp_ineq1_le|].
  assert (0 <= k * (x ^ 2 / 2) + 1 / (2 * k) - x).
  { replace (k * (x ^ 2 / 2) + 1 / (2 * k) - x) with ((k * x - 1) ^ 2 / (2 * k)) by (field; lra).
    apply Rdiv_le_0_compat; [apply pow2_ge_0 | lra]. }
  apply exp_le; lra. }
set (y := k * (x ^ 2 / 2) + 1 / (2 * k)) in *.
replace (- ((1 + k) * (x ^ 2 / 2) + 1 / (2 * k) + 1)) with (- (x ^ 2 / 2) + - (y + 1)) by (unfold y; ring).
rewrite exp_plus, (exp_Ropp (y + 1)), (exp_plus y 1). set (g := exp (- (x ^ 2 / 2))). assert (g0 : 0 < g) by apply exp_pos.
assert (s2 : sqrt (x ^ 2 + 4) <= x + 2).
{ rewrite <- (sqrt_pow2 (x + 2)) by lra. apply sqrt_le_1_alt; nra. }
assert (s0 : 0 < sqrt (x ^ 2 + 4)) by (apply sqrt_lt_R0; nra).
assert (M : / (1 + x) <= 2 / (x + sqrt (x ^ 2 + 4))).
{ replace (/ (1 + x)) with (2 / (2 + 2 * x)) by (field; lra). unfold Rdiv.
  apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra. }
replace (2 / (x + sqrt (x ^ 2 + 4)) * g / (250664 / 100000)) with (g * (2 / (x + sqrt (x ^ 2 + 4)) * / (250664 / 100000))) by (field; lra).
apply Rmult_le_compat_l; [lra|]. rewrite Rinv_mult_distr; [|apply Rgt_not_eq, exp_pos..].
apply Rmult_le_compat; try (left; apply Rinv_0_lt_compat; try apply exp_pos; lra).
- apply Rle_trans with (2 := M). apply Rinv_le_contravar; lra.
- apply Rinv_le_contravar; lra.
Qed.
