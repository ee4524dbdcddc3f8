(* Sanity.v: the definitions are not vacuous, and the constants matter.           *)
(*                                                                             *)
(*   eunif_antitone   == e_unif_alg is nonincreasing in delta                   *)
(*   eunif_le1, eunif_ge0 == 0 <= e_unif_alg <= 1 (losses in [0, 1], delta < 1)  *)
(*   egen_le_eunif    == generalization follows from uniform convergence        *)
(*   surrogate_zero   == the learner (w1, 0) has e_unif_alg = 0: the definition   *)
(*                       depends on the learner, not on the distribution alone   *)
From Coq Require Import Reals.
From UC Require Import Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Setting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section definitions.
Variables (R : realType) (A : pspace R) (H : Type).
Variables (h : pT A -> H) (pop : H -> R) (emp : H -> pT A -> R).
Implicit Types delta : R.

Lemma smallest_mono (b b' : R -> Prop) : (forall x, b x -> b' x) -> (smallest b' <= smallest b)%E.
Proof. by move=> bb; apply: le_ereal_inf => _ [x bx <-]; exists x => //; exact: bb. Qed.

Lemma eunif_antitone delta delta' : delta <= delta' ->
  (e_unif_alg (pP A) h pop emp delta' <= e_unif_alg (pP A) h pop emp delta)%E.
Proof.
move=> dd; apply: smallest_mono => b [G [mG PG] bG]; exists G => //; split=> //.
by apply: le_trans PG; rewrite lee_fin ler_add2l ler_opp2.
Qed.

Lemma egen_le_eunif delta :
  (e_gen (pP A) h pop emp delta <= e_unif_alg (pP A) h pop emp delta)%E.
Proof.
apply: smallest_mono => b [G lG bG]; exists G => // s Gs.
by apply: le_trans (bG s s Gs Gs); exact: ler_norm.
Qed.

Lemma eunif_ge0 delta : delta < 1 -> (0 <= e_unif_alg (pP A) h pop emp delta)%E.
Proof.
move=> d1; apply: le_smallest => b [G [mG PG] bG].
have [[s Gs]|none] := pselect (exists s, G s); first exact: le_trans (bG s s Gs Gs).
have G0 : G = set0 by apply/seteqP; split=> // s Gs; case: none; exists s.
by move: PG; rewrite G0 measure0 lee_fin subr_le0 leNgt d1.
Qed.

Lemma eunif_le1 delta : 0 <= delta -> (forall w, 0 <= pop w <= 1) ->
  (forall w S, 0 <= emp w S <= 1) -> (e_unif_alg (pP A) h pop emp delta <= 1)%E.
Proof.
move=> d0 pop1 emp1; apply: smallest_le; exists setT.
  by split=> //; rewrite pP1 lee_fin ler_subl_addr ler_addl.
move=> s S _ _; have /andP[p0 p1] := pop1 (h s); have /andP[e0 e1] := emp1 (h s) S.
rewrite ler_norml; apply/andP; split; first by rewrite ler_subr_addl (le_trans _ p0)// subr_le0.
by rewrite ler_subl_addl (le_trans p1)// ler_addr.
Qed.
End definitions.

(* ----- a witness with value zero --------------------------------------------------- *)
Section surrogate.
Variables (s b : RR) (m D : nat) (S : setting m s b) (gamma delta : RR).
Hypotheses (m_gt0 : (0 < m)%N) (s0 : 0 < s) (gamma4 : gamma <= s) (d0 : 0 <= delta) (d1 : delta < 1).

Definition surrogate (z : pT (sample S D)) : hyp RR (sK S) D := ((learned z).1, 0).

Let right z y t : y * y = 1 -> loss gamma (margin (su S) (surrogate z) y t) = 0 :> RR.
Proof.
move=> y2; have m_neq0 : m%:R != 0 :> RR by rewrite pnatr_eq0 -lt0n.
rewrite /surrogate (margin_signal m_neq0 (su2 S)) => [|i|//]; last exact: slab2.
by rewrite dot0l mulr0 addr0 loss_right.
Qed.

Theorem surrogate_zero : e_unif_alg (pP (sample S D)) surrogate
  (@pop RR m s b S D gamma) (@emp RR m s b S D gamma) delta = 0%E.
Proof.
apply/eqP; rewrite eq_le eunif_ge0// andbT; apply: smallest_le; exists setT.
  by split=> //; rewrite pP1 lee_fin ler_subl_addr ler_addl.
move=> z T _ _; rewrite /emp /emploss big1 => [|i _]; last by apply: right; exact: slab2.
rewrite mulr0 subr0 /pop /poploss (eq_integral (cst 0%E)) => [|t _].
  by rewrite integral0 normr0.
by rewrite right//; exact: slab2.
Qed.
End surrogate.
