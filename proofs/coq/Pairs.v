(* Pairs.v: every pair of coupled samples is bad, except on an event of small    *)
(* probability; hence uniform convergence over them is vacuous.                 *)
(*                                                                             *)
(*   p_flip t         == E exp (t flipped), which bounds P (flipped > 0)         *)
(*   p_long mu B      == Chernoff's bound on P (|w2|^2 > B)                      *)
(*   potential w      == a function, >= 1 wherever some pair is not bad, whose   *)
(*                       mean is C(k,2) (p_flip / e1 + p_long)                  *)
(*   good             == the event potential < 1                                *)
(*   good_flipped     == on it, sum_i exp (t flipped_i) < e1 m, so that at most  *)
(*                       a fraction e1 of every flipped sample is right         *)
(*   unif_alg_vacuous == e_unif_alg delta >= 1 - e1 - e2                         *)
(*   generalizes      == e_gen delta <= e2, and the one-sided and zero-error     *)
(*                       quantities are <= e2 as well                           *)
From UC Require Import Prelude Lebesgue Gaussian Product Transfer Learner Linear Coupling.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

(* the pairs (c, a) with a < c                                                    *)
Definition pairs (k : nat) : seq ('I_k * 'I_k) :=
  [seq p : 'I_k * 'I_k <- index_enum [finType of 'I_k * 'I_k] | (p.2 < p.1)%N].

Lemma size_pairs k : size (pairs k) = 'C(k, 2).
Proof.
rewrite -sum1_size big_filter.
rewrite -(pair_big_dep predT (fun c a : 'I_k => (a < c)%N) (fun _ _ => 1%N)) /=.
rewrite -triangular_sum big_mkord; apply: eq_bigr => c _.
by rewrite -(big_ord_widen k (fun=> 1%N) (ltnW (ltn_ord c))) sum1_card card_ord.
Qed.

Section setting.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Hypothesis m_gt0 : (0 < m)%N.
Hypothesis u2 : dot u u = m%:R^-1.
Hypothesis sig_gt0 : 0 < sig.

Local Notation Om := (Om D m L).
Local Notation zs := (@zs R D m sig L).
Local Notation ys := (@ys R D m L lab).
Local Notation hS := (@hS R D m K sig u L lab).
Local Notation sq := (@sq R D m K sig u L lab).
Local Notation poploss := (@poploss R D K sig u L lab).
Local Notation emploss := (@emploss R D m K sig u L lab).

Let mR : 0 < m%:R :> R. Proof. by rewrite ltr0n. Qed.

(* ----- the hypothesis generalizes ------------------------------------------------ *)
Section generalization.
Variables (g mu B e2 delta : R).
Hypotheses (g0 : 0 <= g) (g4 : g <= 4%:R) (B0 : 0 < B).
Hypotheses (mu0 : 0 < mu) (mu1 : 2 * (mu * m%:R * sig ^+ 2) < 1).

Definition p_long : R :=
  (Num.sqrt (1 - 2 * (mu * m%:R * sig ^+ 2)))^-1 ^+ D * expR (- (mu * B)).

Definition short : set (pT Om) := [set s | expR (mu * (sq s - B)) < 1].

Lemma shortP s : short s -> sq s <= B.
Proof. by rewrite /short /= expR_lt1 pmulr_rlt0// subr_lt0 => /ltW. Qed.

Lemma long_mean : mean (A := Om) (fun s => expR (mu * (sq s - B))) p_long.
Proof.
have -> : (fun s => expR (mu * (sq s - B))) =
    (fun s => expR (- (mu * B)) * expR (mu * sq s)).
  by apply/funext => s; rewrite -expRD mulrBr addrC.
rewrite /p_long [X in mean _ X]mulrC; apply: mean_scale; first exact: exp_ge0.
split; [|by move=> s; exact: exp_ge0|by rewrite sq_mgf// ltW].
by apply: mexp; apply: measurable_funrM; exact: msq.
Qed.

Lemma short_likely : p_long <= delta -> likely (pP Om) delta short.
Proof. by apply: mean_likely; exact: long_mean. Qed.

Hypothesis pd : p_long <= delta.
Hypothesis pop_small : expR (- ((4%:R - g) ^+ 2 / (2 * sig ^+ 2 * B))) <= e2.

Theorem generalizes :
  [/\ gen_bound (pP Om) hS (poploss g) (emploss g) delta e2,
      above_bound (pP Om) hS (poploss g) (emploss g) delta e2 &
      zero_bound (pP Om) hS (poploss g) (emploss g) delta e2].
Proof.
apply: (small_pop_bounds (short_likely pd)).
- exact: le_trans (exp_ge0 _) pop_small.
- move=> s /shortP sB; have /andP[-> _] := poploss_between sig u mlab (hS s) g0.
  by apply: le_trans pop_small; exact: poploss_le.
- by move=> s S; have /andP[] := emploss_between sig u lab m_gt0 (hS s) S g0.
Qed.
End generalization.

(* ----- yet uniform convergence is vacuous ---------------------------------------- *)
Section vacuity.
Variables (k : nat) (rho : R) (C : coupling k rho).
Variables (e1 t mu B : R).
Hypotheses (e1_gt0 : 0 < e1) (t0 : 0 <= t) (B0 : 0 < B).
Hypotheses (mu0 : 0 < mu) (mu1 : 2 * (mu * m%:R * sig ^+ 2) < 1).
Hypothesis den : 0 < denom m rho (t * sig ^+ 2).

Local Notation COm := (COm D m L C).
Local Notation part := (@part R D m L k rho C).
Local Notation flipped := (@flipped R D m K sig u L lab k rho C).
Implicit Types (a c : 'I_k) (w : pT COm).

Definition p_flip : R :=
  expR (t * 4%:R) * (Num.sqrt (denom m rho (t * sig ^+ 2)))^-1 ^+ D.

Definition pair_term w (p : 'I_k * 'I_k) : R :=
  (e1 * m%:R)^-1 * (\sum_(i < m) expR (t * flipped p.2 p.1 w i)) +
  expR (mu * (sq (part p.2 w) - B)).
Definition potential w : R := \sum_(p <- pairs k) pair_term w p.
Definition good : set (pT COm) := [set w | potential w < 1].

Lemma flipped_mean a c : (a < c)%N ->
  mean (A := COm) (fun w => \sum_(i < m) expR (t * flipped a c w i)) (p_flip *+ m).
Proof.
move=> ac; rewrite -[X in _ *+ X]card_ord cardT enumT; apply: mean_sum => i _.
split; [|by move=> w; exact: exp_ge0|by rewrite flipped_mgf].
by apply: mexp; apply: measurable_funrM; exact: mflipped.
Qed.

Lemma pair_term_mean p : p \in pairs k ->
  mean (A := COm) (fun w => pair_term w p) (p_flip / e1 + p_long mu B).
Proof.
rewrite mem_filter => /andP[ac _]; apply: (mean_add (A := COm)
  (f := fun w => (e1 * m%:R)^-1 * \sum_(i < m) expR (t * flipped p.2 p.1 w i))
  (g := fun w => expR (mu * (sq (part p.2 w) - B)))); last first.
  exact: (mean_pres (pres_part D m L C p.2) (long_mean B mu0 mu1)).
have -> : p_flip / e1 = (e1 * m%:R)^-1 * (p_flip *+ m).
  by rewrite -mulr_natr; field; rewrite !gt_eqF.
by apply: mean_scale (flipped_mean ac); rewrite invr_ge0 ltW// mulr_gt0.
Qed.

Lemma potential_mean :
  mean (A := COm) potential ((p_flip / e1 + p_long mu B) *+ 'C(k, 2)).
Proof. by rewrite -size_pairs; apply: mean_sum => p; exact: pair_term_mean. Qed.

Lemma mgood : measurable good.
Proof. by have [mp _ _] := potential_mean; exact: measurable_lt. Qed.

Lemma pair_term_ge0 w p : 0 <= pair_term w p.
Proof.
rewrite addr_ge0 ?exp_ge0// mulr_ge0//; first by rewrite invr_ge0 ltW// mulr_gt0.
by rewrite sumr_ge0// => i _; exact: exp_ge0.
Qed.

Lemma good_pair w a c : (a < c)%N -> good w -> pair_term w (c, a) < 1.
Proof.
move=> ac; apply: le_lt_trans; rewrite /potential (big_rem (c, a))/=; last first.
  by rewrite mem_filter ac mem_index_enum.
by rewrite ler_addl sumr_ge0// => p _; exact: pair_term_ge0.
Qed.

Lemma good_flipped w a c : (a < c)%N -> good w ->
  (\sum_(i < m) expR (t * flipped a c w i)) < e1 * m%:R.
Proof.
move=> ac /(good_pair ac) lt1; have : (e1 * m%:R)^-1 * (\sum_(i < m) expR (t * flipped a c w i)) < 1.
  by apply: le_lt_trans lt1; rewrite ler_addl exp_ge0.
by rewrite mulrC ltr_pdivr_mulr ?mul1r// mulr_gt0.
Qed.

Lemma good_short w a c : (a < c)%N -> good w -> sq (part a w) <= B.
Proof.
move=> ac /(good_pair ac) lt1; apply: (shortP mu0); apply: le_lt_trans lt1.
rewrite ler_addr mulr_ge0//; first by rewrite invr_ge0 ltW// mulr_gt0.
by rewrite sumr_ge0// => i _; exact: exp_ge0.
Qed.

Variables (g e2 delta kappa : R).
Hypotheses (g0 : 0 <= g) (g4 : g <= 4%:R).
Hypothesis meet : meets (A := COm) (B := Om) part delta kappa.
Hypothesis numeric : (p_flip / e1 + p_long mu B) *+ 'C(k, 2) < kappa.
Hypothesis pop_small : expR (- ((4%:R - g) ^+ 2 / (2 * sig ^+ 2 * B))) <= e2.

Lemma good_emp w a c : (a < c)%N -> good w ->
  1 - e1 <= emploss g (hS (part a w)) (part c w).
Proof.
move=> ac gw; rewrite ler_subl_addr -ler_subl_addl.
have -> : 1 - emploss g (hS (part a w)) (part c w) =
    m%:R^-1 * \sum_(i < m) (1 - loss g (flipped a c w i)).
  rewrite sumrB sumr_const card_ord mulrBr -mulr_natl mulr1 mulVf ?gt_eqF//.
rewrite mulrC ler_pdivr_mulr//; apply: le_trans (ltW (good_flipped ac gw)).
by apply: ler_sum => i _; exact: loss_ge_exp.
Qed.

Theorem unif_alg_vacuous :
  ((1 - e1 - e2)%:E <= e_unif_alg (pP Om) hS (poploss g) (emploss g) delta)%E.
Proof.
apply: (e_unif_alg_ge meet mgood).
- by apply: le_lt_trans (markov1 potential_mean) _; rewrite lte_fin.
- move=> w a c ac gw; apply: le_trans pop_small.
  exact: (poploss_le _ _ _ _ _ _ _ _ (good_short ac gw)).
- by move=> w a c; exact: good_emp.
Qed.

(* with e1 = 1/m no flipped point is right: then the flipped sample is lost whole  *)
Hypothesis e1m : e1 * m%:R <= 1.

Lemma good_all_flipped w a c i : (a < c)%N -> good w -> flipped a c w i <= 0.
Proof.
move=> ac gw; rewrite leNgt; apply/negP => f0.
have := lt_le_trans (good_flipped ac gw) e1m; apply/negP; rewrite -leNgt (bigD1 i)//=.
rewrite ler_paddr ?sumr_ge0// => [j _|]; first exact: exp_ge0.
by rewrite -[leLHS]expR0 ler_expR mulr_ge0// ltW.
Qed.

Lemma good_all_emp w a c : (a < c)%N -> good w ->
  emploss g (hS (part a w)) (part c w) = 1.
Proof.
move=> ac gw; rewrite /emploss (eq_bigr (fun=> 1)) => [|i _].
  by rewrite sumr_const card_ord mulVf ?gt_eqF.
by apply: loss_wrong; exact: good_all_flipped gw.
Qed.

Theorem unif_alg_vacuous_complete :
  ((1 - e2)%:E <= e_unif_alg (pP Om) hS (poploss g) (emploss g) delta)%E.
Proof.
rewrite -[1 - e2](_ : 1 - 0 - e2 = _); last by rewrite subr0.
apply: (e_unif_alg_ge meet mgood).
- by apply: le_lt_trans (markov1 potential_mean) _; rewrite lte_fin.
- move=> w a c ac gw; apply: le_trans pop_small.
  exact: (poploss_le _ _ _ _ _ _ _ _ (good_short ac gw)).
- by move=> w a c ac gw; rewrite subr0 good_all_emp.
Qed.
End vacuity.
End setting.
