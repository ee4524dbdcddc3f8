(* Convex.v: stochastic convex optimization, where uniform convergence over the    *)
(* unit ball fails and so does an empirical minimiser; everything is finite.      *)
(*                                                                             *)
(* Data x are uniform on {0, 1}^d, the loss is sum_j x_j w_j^2, convex in w, over  *)
(* any ordered field; no measure, no limit, and no axiom at all.                 *)
(*   risk w, training w S == the population and the empirical loss               *)
(*   unseen S j       == x_j = 0 at every point of the sample S                  *)
(*   corner j         == the j-th unit vector                                   *)
(*   corner_risk, corner_training == 1/2, and 0 where j is unseen                 *)
(*   card_spared bad  == the samples none of whose columns is bad: (2^m - #|bad|)^d *)
(*   convex_uniform   == for delta < 1 - (1 - 2^-m)^d every set of samples of       *)
(*                       probability >= 1 - delta has a sample and a vector of the *)
(*                       ball whose losses differ by 1/2: e_unif >= 1/2          *)
(*   convex_minimiser == and a learner that picks an unseen coordinate where there  *)
(*                       is one minimises the empirical loss, yet e_gen >= 1/2 and *)
(*                       e_unif_alg >= 1/2                                      *)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section convex.
Variables (F : realFieldType) (m d : nat).
Definition datum := {ffun 'I_d -> bool}.
Definition data := {ffun 'I_m -> datum}.
Implicit Types (w : 'I_d -> F) (S : data) (j : 'I_d).

Definition convex_loss w (x : datum) : F := \sum_j (x j)%:R * w j ^+ 2.
Definition risk w : F := (\sum_(x : datum) convex_loss w x) / #|{: datum}|%:R.
Definition training w S : F := (\sum_i convex_loss w (S i)) / m%:R.
Definition in_ball w := \sum_j w j ^+ 2 <= 1.
Definition unseen S j := [forall i, ~~ S i j].
Definition corner j : 'I_d -> F := fun k => (k == j)%:R.

Lemma corner_loss j x : convex_loss (corner j) x = (x j)%:R.
Proof.
rewrite /convex_loss (bigD1 j)//= /corner eqxx expr1n mulr1 big1 ?addr0// => k /negbTE ->.
by rewrite expr0n mulr0.
Qed.

Lemma corner_ball j : in_ball (corner j).
Proof.
rewrite /in_ball (bigD1 j)//= /corner eqxx expr1n big1 ?addr0// => k /negbTE ->.
by rewrite expr0n.
Qed.

Definition turn j (x : datum) : datum := [ffun k => if k == j then ~~ x k else x k].

Lemma turnK j : involutive (turn j).
Proof. by move=> x; apply/ffunP => k; rewrite !ffunE; case: eqP => // _; rewrite negbK. Qed.

Lemma corner_risk j : risk (corner j) = 2%:R^-1.
Proof.
have pos : #|{: datum}|%:R != 0 :> F by rewrite card_ffun card_bool pnatr_eq0 expn_eq0.
rewrite /risk (eq_bigr _ (fun x _ => corner_loss j x)); set s := \sum_(x : datum) _.
have two : s + s = #|{: datum}|%:R.
  rewrite {2}/s (reindex_inj (inv_inj (turnK j))) -big_split /= -sumr_const.
  apply: eq_bigr => x _; rewrite ffunE eqxx.
  by case: (x j); rewrite ?addr0 ?add0r.
by apply: (canLR (mulfK pos)); rewrite -two -mulr2n -[s *+ 2]mulr_natl mulKf ?pnatr_eq0.
Qed.

Lemma corner_training S j : unseen S j -> training (corner j) S = 0.
Proof.
move=> /forallP un; rewrite /training big1 ?mul0r// => i _.
by rewrite corner_loss (negbTE (un i)).
Qed.

Lemma training_ge0 w S : 0 <= training w S.
Proof.
apply: divr_ge0; [apply: sumr_ge0 => i _; apply: sumr_ge0 => j _|exact: ler0n].
by apply: mulr_ge0; [exact: ler0n|exact: sqr_ge0].
Qed.

(* ----- how many samples leave no coordinate unseen ------------------------------------ *)
Definition column := {ffun 'I_m -> bool}.
Implicit Types bad : pred column.
Definition columns S : {ffun 'I_d -> {ffun 'I_m -> bool}} := [ffun j => [ffun i => S i j]].
Definition rows (T : {ffun 'I_d -> {ffun 'I_m -> bool}}) : data := [ffun i => [ffun j => T j i]].

Lemma columnsK : cancel columns rows.
Proof. by move=> S; apply/ffunP => i; apply/ffunP => j; rewrite !ffunE. Qed.
Lemma rowsK : cancel rows columns.
Proof. by move=> T; apply/ffunP => j; apply/ffunP => i; rewrite !ffunE. Qed.

Definition shows bad S j := bad (columns S j).
Definition blank : column := [ffun=> false].
Definition full : column := [ffun=> true].

Lemma unseenE S j : unseen S j = shows (pred1 blank) S j.
Proof.
apply/forallP/eqP => [un|E i]; first by apply/ffunP => i; rewrite !ffunE; apply: negbTE.
by move/ffunP/(_ i): E; rewrite !ffunE => ->.
Qed.

Lemma card_spared bad : #|[set S | [forall j, ~~ shows bad S j]]| = (#|predC bad| ^ d)%N.
Proof.
have -> : [set S | [forall j, ~~ shows bad S j]] = columns @^-1: [set T in ffun_on (predC bad)].
  by apply/setP => S; rewrite !inE; apply/forallP/ffun_onP => spared j; exact: (spared j).
rewrite on_card_preimset; last exact: onW_bij (Bijective columnsK rowsK).
by rewrite cardsE card_ffun_on card_ord.
Qed.

(* ----- the theorems -------------------------------------------------------------------- *)
Definition likely_data (delta : F) (G : {set data}) := (1 - delta) * #|{: data}|%:R <= #|G|%:R.

Lemma shown_likely bad (delta : F) G : delta < 1 - (1 - #|bad|%:R / 2%:R ^+ m) ^+ d -> likely_data delta G ->
  exists S j, S \in G /\ shows bad S j.
Proof.
move=> small likely; have [S /andP[GS /existsP[j bj]]|none] := pickP [pred S | (S \in G) && [exists j, shows bad S j]].
  by exists S, j.
have GC : (#|G| <= #|predC bad| ^ d)%N.
  rewrite -card_spared; apply: subset_leq_card; apply/subsetP => S GS; rewrite inE.
  by move: (none S); rewrite /= GS /= => /negbT; rewrite negb_exists.
have p0 n : 0 < 2%:R ^+ n :> F by rewrite exprn_gt0 ?ltr0n.
have total : #|{: data}|%:R = (2%:R ^+ m) ^+ d :> F.
  by rewrite !card_ffun card_bool !card_ord natrX natrX -!exprM mulnC.
have rest : #|predC bad|%:R = 2%:R ^+ m - #|bad|%:R :> F.
  have := cardC bad; rewrite card_ffun card_bool card_ord => /(congr1 (fun n => n%:R : F)).
  by rewrite natrD natrX => <-; rewrite addrC addKr.
have le : (1 - delta) * (2%:R ^+ m) ^+ d <= (2%:R ^+ m - #|bad|%:R) ^+ d.
  by rewrite -total -rest -natrX (le_trans likely)// ler_nat.
have : 1 - delta <= (1 - #|bad|%:R / 2%:R ^+ m) ^+ d.
  rewrite -(ler_pmul2r (exprn_gt0 d (p0 m))) (le_trans le)// -exprMn mulrBl mul1r divfK//.
  by rewrite gt_eqF.
by rewrite leNgt ltr_subr_addl addrC -ltr_subr_addl small.
Qed.

Lemma unseen_likely (delta : F) G : delta < 1 - (1 - 2%:R ^- m) ^+ d -> likely_data delta G ->
  exists S j, S \in G /\ unseen S j.
Proof.
move=> small likely; have := @shown_likely (pred1 blank) delta G.
rewrite card1 div1r => /(_ small likely)[S [j [GS bj]]].
by exists S, j; rewrite unseenE.
Qed.

Theorem convex_uniform (delta : F) G : delta < 1 - (1 - 2%:R ^- m) ^+ d -> likely_data delta G ->
  exists S w, [/\ S \in G, in_ball w, training w S = 0 & risk w = 2%:R^-1].
Proof.
move=> small likely; have [S [j [GS un]]] := unseen_likely small likely.
by exists S, (corner j); split; [|exact: corner_ball|exact: corner_training|exact: corner_risk].
Qed.

(* a learner that picks an unseen coordinate; it minimises the empirical loss, which is >= 0 *)
Theorem convex_minimiser (h : data -> 'I_d -> F) : (forall S, [exists j, unseen S j] ->
    exists2 j, unseen S j & h S =1 corner j) ->
  (forall S, [exists j, unseen S j] -> forall w, training (h S) S <= training w S) /\
  forall (delta : F) G, delta < 1 - (1 - 2%:R ^- m) ^+ d -> likely_data delta G ->
    exists S, [/\ S \in G, in_ball (h S), training (h S) S = 0 & risk (h S) = 2%:R^-1].
Proof.
move=> picks; have value w w' (ww : w =1 w') x : convex_loss w x = convex_loss w' x.
  by apply: eq_bigr => j _; rewrite ww.
have same S j : h S =1 corner j -> unseen S j -> training (h S) S = 0 /\ risk (h S) = 2%:R^-1.
  move=> hj un; rewrite -(corner_training un) -(corner_risk j); split; congr (_ / _);
    by apply: eq_bigr => x _; exact: value.
split=> [S un w|delta G small likely].
  by have [j unj hj] := picks S un; rewrite (same S j hj unj).1 training_ge0.
have [S [j [GS un]]] := unseen_likely small likely.
have ex : [exists j, unseen S j] by apply/existsP; exists j.
have [k unk hk] := picks S ex; have [t r] := same S k hk unk.
exists S; split=> //; rewrite /in_ball (eq_bigr (fun j => corner k j ^+ 2)) => [|i _]; first exact: corner_ball.
by rewrite hk.
Qed.
End convex.
