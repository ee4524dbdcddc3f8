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
(*   meets Phi delta k  == every likely G contains two of the samples Phi a w,  *)
(*                         at some w of any event E with P (~ E) < k           *)
(*   simplex_meets      == k identically distributed samples meet, with        *)
(*                         kappa = (k (1 - delta) - 1) / (k - 1)               *)
(*   e_unif_alg_ge      == if they meet, and each pair is bad on E, then        *)
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

(* ----- samples that meet every likely event ------------------------------------ *)
Section meeting.
Variable R : realType.
Variables A B : pspace R.
Variables (k : nat) (Phi : 'I_k -> pT A -> pT B).

Definition meets (delta kappa : R) := forall (G : set (pT B)) (E : set (pT A)),
  likely (pP B) delta G -> measurable E -> (pP A (~` E) < kappa%:E)%E ->
  exists w (a c : 'I_k), [/\ (a < c)%N, E w, G (Phi a w) & G (Phi c w)].

Hypothesis k2 : (1 < k)%N.
Hypothesis presPhi : forall a, pres (Phi a).

Theorem simplex_meets delta :
  meets delta ((k%:R * (1 - delta) - 1) / (k.-1)%:R).
Proof.
move=> G E [mG PG] mE PE; apply/not_existsP => none.
have mCE := measurableC mE.
pose N w : R := \sum_(a < k) \1_G (Phi a w).
pose M w : R := 1 + (k.-1)%:R * \1_(~` E) w.
have mI a : measurable_fun setT (fun w => \1_G (Phi a w) : R).
  apply: (measurable_fun_comp (f := \1_G : pT B -> R)); last exact: (presPhi a).1.
  exact: measurable_fun_indic.
have I0 a w : 0 <= \1_G (Phi a w) :> R by rewrite indicE ler0n.
have I1 a w : \1_G (Phi a w) <= 1 :> R by rewrite indicE lern1 leq_b1.
have NM w : N w <= M w.
  rewrite /N /M [\1_(~` E) w]indicE; case: (boolP (w \in ~` E)) => [_|].
    rewrite mulr1 -{1}[1]/(1%:R) -natrD add1n prednK ?(ltnW k2)//.
    apply: (@le_trans _ _ (\sum_(a < k) 1)); first by apply: ler_sum.
    by rewrite sumr_const card_ord.
  rewrite notin_set /= mulr0 addr0 => /contrapT Ew.
  have [[a Ga]|noa] := pselect (exists a, G (Phi a w)); last first.
    rewrite big1 // => a _; rewrite indicE memNset// => Ga; by apply: noa; exists a.
  rewrite (bigD1 a)//= big1 ?addr0// => c ca.
  rewrite indicE memNset// => Gc; apply: (none w).
  have [ac|ac|/val_inj ac] := ltngtP a c; last by rewrite ac eqxx in ca.
    by exists a, c.
  by exists c, a.
have intN : (\int[pP A]_w (N w)%:E = k%:R%:E * pP B G)%E.
  under eq_integral do rewrite -sumEFin.
  rewrite ge0_integral_sum//; last 2 first.
  - by move=> a; exact/EFin_measurable_fun.
  - by move=> a w _; rewrite lee_fin.
  rewrite (eq_bigr (fun=> pP B G)) => [|a _].
    rewrite -(fineK (prob_fin mG)) sumEFin -EFinM sumr_const card_ord.
    by rewrite [in RHS]mulr_natl.
  transitivity (\int[pP A]_w (\1_(Phi a @^-1` G) w)%:E)%E; first by apply: eq_integral.
  rewrite integral_indic ?setIT//; first exact: (presPhi a).2.
  exact: pres_preimage.
have intM : (\int[pP A]_w (M w)%:E = 1 + (k.-1)%:R%:E * pP A (~` E))%E.
  under eq_integral do rewrite EFinD EFinM.
  have mIE : measurable_fun setT (EFin \o (\1_(~` E) : pT A -> R)).
    by apply/EFin_measurable_fun; exact: measurable_fun_indic.
  rewrite ge0_integralD//; last 3 first.
  - exact: measurable_fun_cst.
  - by move=> w _; rewrite mule_ge0 ?indicE_ge0// lee_fin.
  - exact: measurable_funeM.
  rewrite int_cst// ge0_integralM// ?lee_fin// => [|w _]; last exact: indicE_ge0.
  by rewrite integral_indic// setIT.
have : (k%:R%:E * pP B G <= 1 + (k.-1)%:R%:E * pP A (~` E))%E.
  rewrite -intN -intM; apply: ge0_le_integral => //.
  - by move=> w _; rewrite lee_fin sumr_ge0.
  - by apply/EFin_measurable_fun; apply: msum.
  - by move=> w _; rewrite lee_fin (le_trans _ (NM w))// sumr_ge0.
  - apply/EFin_measurable_fun; apply: measurable_funD; first exact: measurable_fun_cst.
    by apply: measurable_funrM; exact: measurable_fun_indic.
  - by move=> w _; rewrite lee_fin NM.
apply/negP; rewrite -ltNge.
have kpos : 0 < (k.-1)%:R :> R by rewrite ltr0n -ltnS prednK ?(ltnW k2).
apply: (@lt_le_trans _ _ (k%:R%:E * (1 - delta)%:E)%E).
  have PE0 : (0 <= pP A (~` E))%E by exact: measure_ge0.
  move: PE PE0; case: (pP A (~` E)) => // p; rewrite lte_fin ltr_pdivl_mulr// => pk _.
  by rewrite -EFinM -EFinM -EFinD lte_fin addrC -ltr_subr_addr mulrC.
by apply: lee_wpmul2l => //; rewrite lee_fin.
Qed.

(* ----- from bad pairs to vacuous uniform convergence ---------------------------- *)
Variables (H : Type) (h : pT B -> H) (pop : H -> R) (emp : H -> pT B -> R).
Variables (E : set (pT A)) (e1 e2 delta kappa : R).
Hypothesis meet : meets delta kappa.
Hypothesis mE : measurable E.
Hypothesis PE : (pP A (~` E) < kappa%:E)%E.
Hypothesis pop_small : forall w (a c : 'I_k), (a < c)%N -> E w -> pop (h (Phi a w)) <= e2.
Hypothesis emp_large : forall w (a c : 'I_k), (a < c)%N -> E w ->
  1 - e1 <= emp (h (Phi a w)) (Phi c w).

Theorem e_unif_alg_ge : ((1 - e1 - e2)%:E <= e_unif_alg (pP B) h pop emp delta)%E.
Proof.
apply: le_smallest => b [G lG bG]; have [w [a [c [ac Ew Ga Gc]]]] := meet lG mE PE.
apply: le_trans (bG _ _ Ga Gc); rewrite distrC; apply: le_trans (ler_norm _).
by rewrite ler_sub ?(emp_large ac) ?(pop_small ac).
Qed.
End meeting.
