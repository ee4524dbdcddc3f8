(* Transfer.v: generalization error, algorithm-dependent uniform convergence,   *)
(* and the passage from a bad pair of samples to vacuous uniform convergence.   *)
(*                                                                             *)
(* Throughout, h maps a sample to a hypothesis, pop is the population loss of   *)
(* a hypothesis and emp its empirical loss on a sample.                        *)
(*   likely P delta G   == G is a measurable event, P G >= 1 - delta           *)
(*   e_gen delta        == smallest b with, for all S in some likely G,        *)
(*                         pop (h S) - emp (h S) S <= b                        *)
(*   e_unif_alg delta   == smallest b with, for all s and S in some likely G,   *)
(*                         |pop (h s) - emp (h s) S| <= b                      *)
(*   e_above delta      == the same without the absolute value                 *)
(*   e_zero delta       == the same, only for s with emp (h s) S = 0           *)
(*   mean_likely        == {f < 1} is likely when E f <= delta (Markov)         *)
(*   e_gen_ge         == the gap on an event E with P (~ E) < 1 - delta bounds e_gen *)
(*   meets Phi Psi delta kappa == for every likely G and every event E with        *)
(*                         P (~ E) < kappa some w in E has Phi w and Psi w in G  *)
(*   both_meets       == it suffices that P (Phi w, Psi w in G) >= kappa          *)
(*   swap_meets       == identically distributed samples meet: kappa = 1 - 2 delta *)
(*   e_unif_alg_ge    == if they meet, and each pair is bad on E, then            *)
(*                         e_unif_alg delta >= 1 - e1 - e2                     *)
From UC Require Import Prelude Product.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section definitions.
Context d (T : measurableType d) (R : realType).
Variables (P : {measure set T -> \bar R}) (H : Type).
Variables (h : T -> H) (pop : H -> R) (emp : H -> T -> R).
Implicit Types (delta b : R) (G : set T).

Definition likely delta G := measurable G /\ ((1 - delta)%:E <= P G)%E.

Definition gen_bound delta b := exists2 G, likely delta G &
  forall S, G S -> pop (h S) - emp (h S) S <= b.
Definition uc_bound delta b := exists2 G, likely delta G &
  forall s S, G s -> G S -> `|pop (h s) - emp (h s) S| <= b.
Definition above_bound delta b := exists2 G, likely delta G &
  forall s S, G s -> G S -> pop (h s) - emp (h s) S <= b.
Definition zero_bound delta b := exists2 G, likely delta G &
  forall s S, G s -> G S -> emp (h s) S = 0 -> `|pop (h s) - emp (h s) S| <= b.

Definition smallest (bound : R -> Prop) : \bar R := ereal_inf [set b%:E | b in bound].
Definition e_gen delta := smallest (gen_bound delta).
Definition e_unif_alg delta := smallest (uc_bound delta).
Definition e_above delta := smallest (above_bound delta).
Definition e_zero delta := smallest (zero_bound delta).

Lemma smallest_le (bound : R -> Prop) b : bound b -> (smallest bound <= b%:E)%E.
Proof. by move=> bb; apply: ereal_inf_lb; exists b. Qed.

Lemma le_smallest (bound : R -> Prop) v :
  (forall b, bound b -> v <= b) -> (v%:E <= smallest bound)%E.
Proof. by move=> vb; apply: lb_ereal_inf => _ [b bb <-]; rewrite lee_fin vb. Qed.

(* where the population loss is small, the two one-sided quantities are small   *)
Lemma small_pop_bounds delta G e : likely delta G -> 0 <= e ->
  (forall s, G s -> 0 <= pop (h s) <= e) -> (forall s S, 0 <= emp (h s) S) ->
  [/\ gen_bound delta e, above_bound delta e & zero_bound delta e].
Proof.
move=> lG e0 popG emp0.
have gap s S : G s -> pop (h s) - emp (h s) S <= e.
  by move=> /popG/andP[_ pe]; rewrite ler_subl_addr (le_trans pe)// ler_addl.
split; exists G => // s; first exact: gap.
  by move=> S Gs _; exact: gap.
by move=> S /popG/andP[p0 pe] _ ->; rewrite subr0 ger0_norm.
Qed.
End definitions.

Lemma mean_likely (R : realType) (A : pspace R) (f : pT A -> R) e delta :
  mean f e -> e <= delta -> likely (pP A) delta [set x | f x < 1].
Proof.
move=> fe ed; have [mf _ _] := fe.
have mX : measurable [set x | f x < 1] by exact: measurable_lt.
split=> //; have := markov1 fe; set X := [set x | f x < 1] in mX *.
rewrite prob_complement// -[pP A X]fineK ?prob_fin// -EFinB !lee_fin ler_subl_addr => le1.
by rewrite ler_subl_addr (le_trans le1)// addrC ler_add2l.
Qed.

(* ----- a sample that meets every likely event ------------------------------------- *)
Section hitting.
Variables (R : realType) (A B : pspace R) (Phi : pT A -> pT B) (H : Type).
Variables (h : pT B -> H) (pop : H -> R) (emp : H -> pT B -> R) (E : set (pT A)) (delta v : R).
Hypotheses (presPhi : pres Phi) (mE : measurable E).
Hypothesis PE : (pP A (~` E) < (1 - delta)%:E)%E.

Lemma likely_hit G : likely (pP B) delta G -> exists w, E w /\ G (Phi w).
Proof.
move=> [mG PG]; apply/not_existsP => none; have mP := pres_preimage presPhi mG.
have : (pP A (Phi @^-1` G) <= pP A (~` E))%E.
  by apply: le_measure; rewrite ?inE//; [exact: measurableC|move=> w Gw Ew; apply: (none w)].
by rewrite presPhi.2// leNgt (lt_le_trans PE PG).
Qed.

Theorem e_gen_ge : (forall w, E w -> v <= pop (h (Phi w)) - emp (h (Phi w)) (Phi w)) ->
  (v%:E <= e_gen (pP B) h pop emp delta)%E.
Proof.
move=> gap; apply: le_smallest => b [G lG bG]; have [w [Ew Gw]] := likely_hit lG.
exact: le_trans (gap w Ew) (bG _ Gw).
Qed.
End hitting.

(* ----- two samples that meet every likely event --------------------------------- *)
Section meeting.
Variables (R : realType) (A B : pspace R) (Phi Psi : pT A -> pT B).

Definition meets (delta kappa : R) := forall (G : set (pT B)) (E : set (pT A)),
  likely (pP B) delta G -> measurable E -> (pP A (~` E) < kappa%:E)%E ->
  exists w, [/\ E w, G (Phi w) & G (Psi w)].

Hypotheses (presPhi : pres Phi) (presPsi : pres Psi).

Lemma both_meets delta kappa :
  (forall G, likely (pP B) delta G -> (kappa%:E <= pP A (Phi @^-1` G `&` Psi @^-1` G))%E) ->
  meets delta kappa.
Proof.
move=> both G E lG mE PE; apply/not_existsP => none.
have mPhi := pres_preimage presPhi lG.1; have mPsi := pres_preimage presPsi lG.1.
have := lt_le_trans PE (both G lG); apply/negP; rewrite -leNgt; apply: le_measure.
- by rewrite inE; exact: measurableI.
- by rewrite inE; exact: measurableC.
- by move=> w [Gw G'w] Ew; apply: (none w).
Qed.

Theorem swap_meets delta : meets delta (1 - 2 * delta).
Proof.
apply: both_meets => G [mG PG]; have mCG := measurableC mG.
have mPhi := pres_preimage presPhi mG; have mPsi := pres_preimage presPsi mG.
have CG : (pP B (~` G) <= delta%:E)%E.
  rewrite prob_complement//; move: PG; rewrite -[pP B G]fineK ?prob_fin// -EFinB !lee_fin.
  by move=> PG; rewrite ler_subl_addr -ler_subl_addl.
have mI := measurableI _ _ mPhi mPsi; have mCI := measurableC mI.
suff : (pP A (~` (Phi @^-1` G `&` Psi @^-1` G)) <= (2 * delta)%:E)%E.
  rewrite prob_complement// -[pP A _]fineK ?prob_fin// -EFinB !lee_fin.
  by rewrite ler_subl_addr -ler_subl_addl.
rewrite setCI mulr_natl mulr2n EFinD; apply: (@le_trans _ _ (pP B (~` G) + pP B (~` G))%E).
  rewrite -{1}(presPhi.2 _ mCG) -(presPsi.2 _ mCG).
  exact: (prob_union (pres_preimage presPhi mCG) (pres_preimage presPsi mCG)).
exact: lee_add.
Qed.

(* ----- from bad pairs to vacuous uniform convergence ---------------------------- *)
Variables (H : Type) (h : pT B -> H) (pop : H -> R) (emp : H -> pT B -> R).
Variables (E : set (pT A)) (e1 e2 delta kappa : R).
Hypothesis meet : meets delta kappa.
Hypothesis mE : measurable E.
Hypothesis PE : (pP A (~` E) < kappa%:E)%E.
Hypothesis pop_small : forall w, E w -> pop (h (Phi w)) <= e2.
Hypothesis emp_large : forall w, E w -> 1 - e1 <= emp (h (Phi w)) (Psi w).

Theorem e_unif_alg_ge : ((1 - e1 - e2)%:E <= e_unif_alg (pP B) h pop emp delta)%E.
Proof.
apply: le_smallest => b [G lG bG]; have [w [Ew Ga Gc]] := meet lG mE PE.
apply: le_trans (bG _ _ Ga Gc); rewrite distrC; apply: le_trans (ler_norm _).
by rewrite ler_sub ?emp_large ?pop_small.
Qed.
End meeting.
