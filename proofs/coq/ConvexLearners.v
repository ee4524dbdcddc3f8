(* ConvexLearners.v: the quantities of stochastic convex optimization, what three  *)
(* learners make of them, and the numbers that a certificate checks; no axiom.    *)
(*                                                                             *)
(*   gap w S          == the population loss of w minus its loss on S            *)
(*   ball_ge, ball_le == e_unif(m, delta) of the unit ball from below and above   *)
(*   gen_ge, gen_le   == e_gen(m, delta) of a learner; alg_ge, alg_le: e_unif-alg  *)
(*   ball_half        == delta < 1 - (1 - 2^(1-m))^d gives e_unif >= 1/2            *)
(*   ball_range       == e_unif <= 1/2 whatever delta                             *)
(*   descent          == projected gradient descent from 0 on the training loss     *)
(*                       plus eta |w - 1|^2, each step at most 1/(2 (1 + eta))     *)
(*   descent_small    == its e_gen and e_unif-alg are at most d (2 eta tau)^2/2      *)
(*   regularised_small == those of the minimiser with lam |w|^2: d (eta/lam)^2/2    *)
(*   picker_fails     == a learner that picks an unseen coordinate: both >= 1/2      *)
(*   chance_gt, box_le == what is above delta or below an end, by binary integers    *)
(*   ..._certified    == what a certificate of one instance applies               *)
From Coq Require Import NArith Lia.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From UC Require Import Convex.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section learners.
Variables (F : realFieldType) (m d : nat).
Implicit Types (w : 'I_d -> F) (S : data m d) (G : {set data m d}) (h : data m d -> 'I_d -> F) (delta v : F).
Local Notation half := (2%:R^-1 : F).

Definition gap w S : F := risk w - training w S.
Definition ball_ge delta v := forall G, likely_data delta G -> exists S w, [/\ S \in G, in_ball w & v <= `|gap w S|].
Definition ball_le delta v := exists2 G, likely_data delta G & forall S w, S \in G -> in_ball w -> `|gap w S| <= v.
Definition gen_ge h delta v := forall G, likely_data delta G -> exists2 S, S \in G & v <= gap (h S) S.
Definition gen_le h delta v := exists2 G, likely_data delta G & forall S, S \in G -> gap (h S) S <= v.
Definition alg_ge h delta v := forall G, likely_data delta G -> exists S S', [/\ S \in G, S' \in G & v <= `|gap (h S) S'|].
Definition alg_le h delta v := exists2 G, likely_data delta G & forall S S', S \in G -> S' \in G -> `|gap (h S) S'| <= v.

Definition share S j : F := (\sum_i (S i j)%:R) / m%:R.
Definition square w : F := \sum_j w j ^+ 2.

Lemma half_gt0 : 0 < half. Proof. by rewrite invr_gt0 ltr0n. Qed.

Lemma halves : half + half = 1.
Proof. by rewrite -mulr2n -[_ *+ 2]mulr_natl divff// pnatr_eq0. Qed.

Lemma share_ge0 S j : 0 <= share S j.
Proof. by rewrite divr_ge0 ?ler0n// sumr_ge0// => i _; rewrite ler0n. Qed.

Lemma share_le1 S j : share S j <= 1.
Proof.
rewrite /share; case: (posnP m) => [m0|m0].
  by have -> : m%:R^-1 = 0 :> F by [rewrite m0 invr0]; rewrite mulr0 ler01.
rewrite ler_pdivr_mulr ?ltr0n// mul1r; apply: le_trans (_ : \sum_(i < m) 1 <= _); last by rewrite sumr_const card_ord.
by apply: ler_sum => i _; rewrite (ler_nat _ _ 1); case: (S i j).
Qed.

Lemma trainingE w S : training w S = \sum_j share S j * w j ^+ 2.
Proof.
rewrite /training /convex_loss exchange_big /= mulr_suml; apply: eq_bigr => j _.
by rewrite /share -mulr_suml mulrAC.
Qed.

Lemma riskE w : risk w = half * square w.
Proof.
rewrite /risk /convex_loss exchange_big /= mulr_suml /square mulr_sumr; apply: eq_bigr => j _.
rewrite -mulr_suml mulrAC; congr (_ * _).
have := @corner_risk F d j; rewrite /risk => <-; congr (_ / _).
by apply: eq_bigr => x _; rewrite corner_loss.
Qed.

Lemma gap_le w S : `|gap w S| <= half * square w.
Proof.
have E : gap w S = \sum_j (half - share S j) * w j ^+ 2.
  rewrite /gap riskE trainingE /square mulr_sumr -sumrB.
  by apply: eq_bigr => j _; rewrite mulrBl.
rewrite E (le_trans (ler_norm_sum _ _ _))// /square mulr_sumr; apply: ler_sum => j _.
rewrite normrM [X in _ * X]ger0_norm ?sqr_ge0// ler_wpmul2r ?sqr_ge0//.
rewrite ler_norml; apply/andP; split.
  by rewrite ler_subr_addl ler_subl_addr halves share_le1.
by rewrite ler_subl_addr ler_addl share_ge0.
Qed.

Lemma all_likely delta : 0 <= delta -> likely_data delta [set: data m d].
Proof. by move=> d0; rewrite /likely_data cardsT ler_pimull ?ler0n// ler_subl_addr ler_addl. Qed.

(* ----- the ball ---------------------------------------------------------------------- *)
Theorem ball_range delta : 0 <= delta -> ball_le delta half.
Proof.
move=> d0; exists [set: data m d]; first exact: all_likely.
move=> S w _ wb; apply: (le_trans (gap_le w S)); rewrite -[leRHS]mulr1 ler_wpmul2l//.
by rewrite ltW// half_gt0.
Qed.

Theorem ball_half delta : (0 < m)%N -> delta < 1 - (1 - 2%:R / 2%:R ^+ m) ^+ d -> ball_ge delta half.
Proof.
move=> m0 small G likely; pose bad : pred (column m) := pred2 (blank m) (full m).
have two : #|bad| = 2%N.
  rewrite card2; case: eqP => // /ffunP/(_ (Ordinal m0)).
  by rewrite !ffunE.
have := @shown_likely F m d bad delta G; rewrite two => /(_ small likely)[S [j [GS bj]]].
exists S, (corner F j); split=> //; first exact: corner_ball.
rewrite /gap corner_risk trainingE (bigD1 j)//= big1 => [|k /negbTE kj]; last first.
  by rewrite /corner kj expr0n mulr0.
rewrite /corner eqxx expr1n mulr1 addr0.
case/pred2P: bj => /ffunP E.
  have -> : share S j = 0.
    by rewrite /share big1 ?mul0r// => i _; have := E i; rewrite !ffunE => ->.
  by rewrite subr0 ger0_norm// ltW// half_gt0.
have -> : share S j = 1.
  rewrite /share (eq_bigr (fun=> 1)) => [|i _]; last by have := E i; rewrite !ffunE => ->.
  by rewrite sumr_const card_ord divff// pnatr_eq0 -lt0n.
have -> : half - 1 = - half by rewrite -[X in _ - X]halves opprD addrA subrr add0r.
by rewrite normrN ger0_norm// ltW// half_gt0.
Qed.

(* ----- learners that stay in a box ------------------------------------------------------ *)
Theorem box_small h delta (c : F) : 0 <= delta -> (forall S j, 0 <= h S j <= c) ->
  gen_le h delta (half * (d%:R * c ^+ 2)) /\ alg_le h delta (half * (d%:R * c ^+ 2)).
Proof.
move=> d0 box; have le S S' : `|gap (h S) S'| <= half * (d%:R * c ^+ 2).
  apply: (le_trans (gap_le _ _)); apply: ler_wpmul2l; first by rewrite ltW// half_gt0.
  apply: (@le_trans _ _ (\sum_(j < d) c ^+ 2)); last by rewrite sumr_const card_ord mulr_natl.
  by apply: ler_sum => j _; have /andP[h0 hc] := box S j; rewrite ler_sqr ?nnegrE// (le_trans h0).
split; exists [set: data m d]; try exact: all_likely; last by move=> S S' _ _.
by move=> S _; exact: le_trans (ler_norm _) (le S S).
Qed.

(* w is the point of the unit ball that is nearest to u                                     *)
Definition projects (u w : 'I_d -> F) : Prop :=
  if square u <= 1 then w =1 u else exists r, [/\ 0 <= r, w =1 (fun j => r * u j) & square w = 1].
(* a step on c_j w_j^2 + eta (w_j - 1)^2, whose derivative is 2 c_j w_j + 2 eta (w_j - 1)      *)
Definition stepped S (eta a : F) w j := w j - a * (2%:R * share S j * w j + 2%:R * eta * (w j - 1)).
Fixpoint descent S (eta : F) (steps : seq F) (w : 'I_d -> F) : Prop :=
  if steps is a :: before then exists u, [/\ descent S eta before u, 0 <= a, 2%:R * a * (1 + eta) <= 1 &
    projects (stepped S eta a u) w]
  else w =1 (fun=> 0).

Lemma projects_shrinks (u w : 'I_d -> F) : projects u w -> exists2 r, 0 <= r <= 1 & w =1 (fun j => r * u j).
Proof.
rewrite /projects; case: (lerP (square u) 1) => [_ E|big [r [r0 E one]]].
  by exists 1; [rewrite ler01 lexx | move=> j; rewrite mul1r E].
exists r => //; rewrite r0 /= leNgt; apply/negP => r1.
have : square w = r ^+ 2 * square u.
  by rewrite /square mulr_sumr; apply: eq_bigr => j _; rewrite E exprMn.
rewrite one => /eqP; rewrite lt_eqF//; apply: (lt_trans big).
have s0 : 0 < square u by exact: lt_trans ltr01 big.
by rewrite -[X in X < _]mul1r ltr_pmul2r// expr_gt1.
Qed.

Lemma descent_box S eta steps w : 0 <= eta -> descent S eta steps w ->
  forall j, 0 <= w j <= 2%:R * eta * \sum_(a <- steps) a.
Proof.
move=> eta0; elim: steps w => [w E j|a steps IH w [u [D a0 short P]] j].
  by rewrite E big_nil mulr0 lexx.
have [r /andP[r0 r1] E] := projects_shrinks P; have /andP[u0 ub] := IH u D j.
have s0 := share_ge0 S j; have s1 := share_le1 S j.
pose keep := 1 - 2%:R * a * (share S j + eta).
have SE : stepped S eta a u j = keep * u j + 2%:R * a * eta.
  by rewrite /stepped /keep; ring.
have keep0 : 0 <= keep.
  rewrite subr_ge0; apply: le_trans short; rewrite ler_wpmul2l ?mulr_ge0 ?ler0n//.
  by rewrite ler_add2r.
have keep1 : keep <= 1 by rewrite ler_subl_addr ler_addl !mulr_ge0 ?addr_ge0 ?ler0n ?ler01.
have pos : 0 <= stepped S eta a u j by rewrite SE addr_ge0 ?mulr_ge0 ?ler0n.
rewrite E mulr_ge0//= (le_trans (ler_pimull pos r1))// SE big_cons mulrDr addrC ler_add//.
  by rewrite mulrAC.
exact: le_trans (ler_pimull u0 keep1) ub.
Qed.

Theorem descent_small h delta eta tau : 0 <= delta -> 0 <= eta ->
  (forall S, exists2 steps, descent S eta steps (h S) & \sum_(a <- steps) a = tau) ->
  gen_le h delta (half * (d%:R * (2%:R * eta * tau) ^+ 2)) /\ alg_le h delta (half * (d%:R * (2%:R * eta * tau) ^+ 2)).
Proof.
move=> d0 e0 H; apply: box_small => // S j; have [steps D <-] := H S.
exact: descent_box D j.
Qed.

(* ----- a learner that picks an unseen coordinate ---------------------------------------- *)
Definition picks h := forall S, [exists j, unseen S j] -> exists2 j, unseen S j & h S =1 corner F j.

Theorem picker_fails h delta : picks h -> delta < 1 - (1 - 1 / 2%:R ^+ m) ^+ d ->
  gen_ge h delta half /\ alg_ge h delta half.
Proof.
move=> /convex_minimiser[_ fails]; rewrite div1r => small.
have at_ G : likely_data delta G -> exists2 S, S \in G & gap (h S) S = half.
  by move=> /(fails _ _ small)[S [GS _ t r]]; exists S; rewrite // /gap t r subr0.
split=> G /at_[S GS E]; first by exists S; rewrite ?E.
by exists S, S; split; rewrite // E ger0_norm// ltW// half_gt0.
Qed.

(* ----- the minimiser over the ball of the training loss, eta |w - 1|^2 and lam |w|^2 -------- *)
Definition pulled S (eta lam : F) w := training w S + eta * (\sum_j (w j - 1) ^+ 2) + lam * square w.
Definition minimises h (eta lam : F) :=
  forall S, square (h S) <= 1 /\ forall w, square w <= 1 -> pulled S eta lam (h S) <= pulled S eta lam w.

(* the j-th coordinate of w moved to x                                                       *)
Definition moved w (j : 'I_d) (x : F) : 'I_d -> F := fun k => if k == j then x else w k.
Lemma sum_moved (f : 'I_d -> F -> F) w j x :
  \sum_k f k (moved w j x k) = \sum_k f k (w k) + (f j x - f j (w j)).
Proof.
rewrite (bigD1 j)//= [in RHS](bigD1 j)//= /moved eqxx (eq_bigr (fun k => f k (w k))) => [|k /negbTE -> //].
by ring.
Qed.

Lemma pulled_moved S eta lam w j x : pulled S eta lam (moved w j x) = pulled S eta lam w +
  (x - w j) * ((share S j + eta + lam) * (x + w j) - 2%:R * eta).
Proof.
rewrite /pulled !trainingE /square (sum_moved (fun k y => share S k * y ^+ 2)).
rewrite (sum_moved (fun _ y => (y - 1) ^+ 2)) (sum_moved (fun _ y => y ^+ 2)) /=.
move: (\sum_k share S k * w k ^+ 2) (\sum_k (w k - 1) ^+ 2) (\sum_k w k ^+ 2) => A B C.
by ring.
Qed.

Lemma minimiser_box h eta lam : 0 <= eta -> 0 < lam -> minimises h eta lam ->
  forall S j, 0 <= h S j <= eta / lam.
Proof.
move=> e0 l0 least S j; have [ball best] := least S; set w := h S in ball best *.
have s0 := share_ge0 S j; have t0 : 0 <= eta / lam by rewrite divr_ge0// ltW.
have still x : x ^+ 2 <= w j ^+ 2 -> 0 <= (x - w j) * ((share S j + eta + lam) * (x + w j) - 2%:R * eta).
  move=> shorter; have := best (moved w j x); rewrite pulled_moved ler_addl; apply.
  by rewrite /square (sum_moved (fun _ y => y ^+ 2)) (le_trans _ ball)// ger_addl subr_le0.
apply/andP; split; rewrite leNgt; apply/negP => far.
  have := still 0; rewrite expr0n sqr_ge0 => /(_ isT); rewrite leNgt => /negP; apply.
  rewrite sub0r add0r pmulr_rlt0 ?oppr_gt0// subr_lt0 (lt_le_trans (y := 0))//.
    by rewrite pmulr_rlt0// ltr_paddl// addr_ge0.
  by rewrite mulr_ge0 ?ler0n.
have w0 : 0 < w j by exact: le_lt_trans far.
have := still (eta / lam); rewrite ler_sqr ?nnegrE ?(ltW w0)// (ltW far) => /(_ isT).
rewrite leNgt => /negP; apply; rewrite nmulr_rlt0 ?subr_lt0//.
have -> : 2%:R * eta = lam * (eta / lam + eta / lam) by rewrite -mulrDl mulrCA divff ?gt_eqF// mulr1 -mulr2n mulr_natl.
rewrite subr_gt0; apply: (@lt_le_trans _ _ (lam * (eta / lam + w j))).
  by rewrite ltr_pmul2l// ltr_add2l.
by rewrite ler_wpmul2r ?addr_ge0 ?(ltW w0)// ler_addr addr_ge0.
Qed.

Theorem regularised_small h delta eta lam : 0 <= delta -> 0 <= eta -> 0 < lam -> minimises h eta lam ->
  gen_le h delta (half * (d%:R * (eta / lam) ^+ 2)) /\ alg_le h delta (half * (d%:R * (eta / lam) ^+ 2)).
Proof. by move=> d0 e0 l0 least; apply: box_small => // S j; exact: minimiser_box. Qed.
End learners.

(* ----- what a certificate checks, over binary integers ------------------------------------ *)
Definition frac (F : realFieldType) (a c : N) : F := (N.to_nat a)%:R / (N.to_nat c)%:R.
Fixpoint powN (a : N) (k : nat) : N := if k is k'.+1 then N.mul a (powN a k') else 1%num.

Lemma powN_nat a k : N.to_nat (powN a k) = (N.to_nat a ^ k)%N.
Proof. by elim: k => //= k IH; rewrite N2Nat.inj_mul IH expnS. Qed.

Lemma ltN_nat a c : N.ltb a c -> (N.to_nat a < N.to_nat c)%N.
Proof. by move/N.ltb_lt => l; apply/ssrnat.ltP; lia. Qed.
Lemma leN_nat a c : N.leb a c -> (N.to_nat a <= N.to_nat c)%N.
Proof. by move/N.leb_le => l; apply/ssrnat.leP; lia. Qed.

(* (1 - r/M)^d <= (1 + q r/M)^-k for k q <= d, and that is below 1 - a/c; M = 2^m              *)
Definition chance_checked (m k : nat) (r q a c d : N) : bool := let M := powN 2 m in
  [&& N.ltb 0 c, N.leb r M, N.leb (N.mul (N.of_nat k) q) d &
    N.ltb (N.mul c (powN M k)) (N.mul (N.sub c a) (powN (N.add M (N.mul q r)) k))].
(* d (n/c)^2/2 <= v/w                                                                     *)
Definition box_checked (d n c v w : N) : bool :=
  [&& N.ltb 0 c, N.ltb 0 w & N.leb (N.mul d (N.mul (N.mul n n) w)) (N.mul 2 (N.mul v (N.mul c c)))].

Section numbers.
Variable F : realFieldType.
Local Notation half := (2%:R^-1 : F).

Lemma bernoulli (x : F) q : 0 <= x -> 1 + q%:R * x <= (1 + x) ^+ q.
Proof.
move=> x0; elim: q => [|q IH]; first by rewrite mul0r addr0.
rewrite exprS; apply: le_trans (ler_wpmul2l (addr_ge0 ler01 x0) IH).
rewrite -subr_ge0; have -> : (1 + x) * (1 + q%:R * x) - (1 + q.+1%:R * x) = q%:R * x ^+ 2.
  by rewrite [q.+1%:R]mulrS; ring.
by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
Qed.

Lemma power_le (x : F) k q n : 0 <= x <= 1 -> (k * q <= n)%N -> (1 - x) ^+ n <= ((1 + q%:R * x) ^+ k)^-1.
Proof.
move=> /andP[x0 x1] kq; have y0 : 0 <= 1 - x by rewrite subr_ge0.
have y1 : 1 - x <= 1 by rewrite ler_subl_addr ler_addl.
have z0 : 0 < 1 + q%:R * x by rewrite ltr_paddr ?mulr_ge0 ?ler0n ?ltr01.
apply: (le_trans (ler_wiexpn2l y0 y1 kq)); rewrite mulnC exprM -exprVn.
apply: ler_expn2r; rewrite ?nnegrE ?exprn_ge0 ?invr_ge0 ?(ltW z0)//.
rewrite -[_^-1]mul1r ler_pdivl_mulr//; apply: (le_trans (ler_wpmul2l (exprn_ge0 q y0) (bernoulli q x0))).
rewrite -exprMn; have -> : (1 - x) * (1 + x) = 1 - x ^+ 2 by ring.
by apply: exprn_ile1; rewrite ?subr_ge0 ?exprn_ile1// ler_subl_addr ler_addl sqr_ge0.
Qed.

Lemma chance_gt m k r q a c d : chance_checked m k r q a c d ->
  frac F a c < 1 - (1 - (N.to_nat r)%:R / 2%:R ^+ m) ^+ N.to_nat d.
Proof.
move=> /and4P[/ltN_nat c0 /leN_nat rM /leN_nat kq /ltN_nat].
move: rM kq; rewrite !N2Nat.inj_mul powN_nat Nat2N.id !multE => rM kq.
rewrite N2Nat.inj_sub !powN_nat N2Nat.inj_add N2Nat.inj_mul powN_nat !(multE, plusE, minusE) => lt.
move: c0 rM kq lt; have -> : N.to_nat 0 = 0%N by [].
have -> : N.to_nat 2 = 2%N by [].
rewrite /frac; move: (N.to_nat a) (N.to_nat c) (N.to_nat r) (N.to_nat q) (N.to_nat d).
move=> {a c r q d} a c r q d c0 rM kq lt.
have M0 : 0 < 2%:R ^+ m :> F by rewrite exprn_gt0 ?ltr0n.
have c0' : 0 < c%:R :> F by rewrite ltr0n.
set x := r%:R / 2%:R ^+ m.
have x01 : 0 <= x <= 1.
  by rewrite divr_ge0 ?ler0n ?(ltW M0)//= ler_pdivr_mulr// mul1r -natrX ler_nat.
have ac : (a < c)%N.
  rewrite ltnNge; apply/negP => /eqP ca; move: lt; rewrite ca.
  by rewrite mul0n ltn0.
rewrite ltr_subr_addl -ltr_subr_addr; apply: (le_lt_trans (power_le x01 kq)).
have -> : 1 - a%:R / c%:R = (c - a)%:R / c%:R :> F.
  by rewrite natrB ?(ltnW ac)// mulrBl divff// gt_eqF.
have -> : 1 + q%:R * x = (2 ^ m + q * r)%:R / 2%:R ^+ m.
  by rewrite natrD natrX natrM mulrDl divff ?gt_eqF// mulrA.
have P0 : 0 < (2 ^ m + q * r)%:R :> F by rewrite ltr0n addn_gt0 expn_gt0.
rewrite expr_div_n invf_div ltr_pdivr_mulr ?exprn_gt0// mulrAC ltr_pdivl_mulr//.
by rewrite -!natrX -!natrM ltr_nat mulnC.
Qed.

Lemma box_le d n c v w : box_checked d n c v w ->
  half * ((N.to_nat d)%:R * frac F n c ^+ 2) <= frac F v w.
Proof.
move=> /and3P[/ltN_nat c0 /ltN_nat w0 /leN_nat]; rewrite !N2Nat.inj_mul; move: c0 w0.
have -> : N.to_nat 0 = 0%N by [].
have -> : N.to_nat 2 = 2%N by [].
rewrite /frac; move: (N.to_nat d) (N.to_nat n) (N.to_nat c) (N.to_nat v) (N.to_nat w) => {d n c v w} d n c v w c0 w0 le.
have c1 : c%:R != 0 :> F by rewrite pnatr_eq0 -lt0n.
rewrite ler_pdivl_mulr ?ltr0n//.
have -> : half * (d%:R * (n%:R / c%:R) ^+ 2) * w%:R = (d * (n * n * w))%:R / (2 * (c * c))%:R.
  by rewrite !natrM; field.
rewrite ler_pdivr_mulr ?ltr0n ?muln_gt0 ?c0// -natrM ler_nat.
by move: le; rewrite !multE => le; rewrite [X in (_ <= X)%N]mulnCA.
Qed.
End numbers.

(* ----- certificates ------------------------------------------------------------------------ *)
Section certificates.
Variables (F : realFieldType) (m k : nat) (a c d q : N).
Local Notation chosen := (frac F a c).
Local Notation "'half" := (frac F 1 2) (at level 0).
Let half_is : 'half = 2%:R^-1. Proof. by rewrite /frac /= div1r. Qed.
Let chosen0 : 0 <= chosen. Proof. by rewrite divr_ge0 ?ler0n. Qed.

Theorem ball_certified : (0 < m)%N -> chance_checked m k 2 q a c d ->
  ball_ge m (N.to_nat d) chosen 'half /\ ball_le m (N.to_nat d) chosen 'half.
Proof.
move=> m0 /(chance_gt F) small; rewrite half_is; split; last exact: ball_range.
exact: ball_half m0 small.
Qed.

Theorem picker_certified h : picks (F := F) (m := m) (d := N.to_nat d) h -> chance_checked m k 1 q a c d ->
  gen_ge h chosen 'half /\ alg_ge h chosen 'half.
Proof. by move=> ph /(chance_gt F) small; rewrite half_is; exact: picker_fails ph small. Qed.

Lemma box_certified h (n o v w : N) : box_checked d n o v w ->
  gen_le h chosen (2%:R^-1 * ((N.to_nat d)%:R * frac F n o ^+ 2)) /\
  alg_le (m := m) (d := N.to_nat d) h chosen (2%:R^-1 * ((N.to_nat d)%:R * frac F n o ^+ 2)) ->
  gen_le h chosen (frac F v w) /\ alg_le h chosen (frac F v w).
Proof.
move=> /(box_le F) le [[G lG GS] [H lH HS]]; split.
  by exists G => // S /GS/le_trans; apply.
by exists H => // S S' HS1 /(HS _ _ HS1)/le_trans; apply.
Qed.

(* eta = e/f, tau = t/u                                                                     *)
Theorem descent_certified h (e f t u v w : N) : box_checked d (N.mul 2 (N.mul e t)) (N.mul f u) v w ->
  (forall S, exists2 steps, descent S (frac F e f) steps (h S) & \sum_(x <- steps) x = frac F t u) ->
  gen_le h chosen (frac F v w) /\ alg_le (m := m) (d := N.to_nat d) h chosen (frac F v w).
Proof.
move=> box H; apply: (box_certified box).
have -> : frac F (N.mul 2 (N.mul e t)) (N.mul f u) = 2%:R * frac F e f * frac F t u.
  by rewrite /frac !N2Nat.inj_mul !multE !natrM invfM -!mulrA; congr (_ * (_ * _)); exact: mulrCA.
by apply: descent_small => //; rewrite divr_ge0 ?ler0n.
Qed.

(* lam = l/o                                                                                *)
Theorem regularised_certified h (e f l o v w : N) : box_checked d (N.mul e o) (N.mul f l) v w ->
  N.ltb 0 l -> N.ltb 0 o -> minimises (m := m) (d := N.to_nat d) h (frac F e f) (frac F l o) ->
  gen_le h chosen (frac F v w) /\ alg_le h chosen (frac F v w).
Proof.
move=> box /ltN_nat l0 /ltN_nat o0 least; apply: (box_certified box).
have -> : frac F (N.mul e o) (N.mul f l) = frac F e f / frac F l o.
  by rewrite /frac !N2Nat.inj_mul !multE !natrM invf_div invfM mulrACA.
by apply: regularised_small least; rewrite ?divr_ge0 ?divr_gt0 ?ler0n ?ltr0n.
Qed.
End certificates.
