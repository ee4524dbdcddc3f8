(* Pairs.v: the pair of coupled samples is bad, except on an event of small     *)
(* probability; hence uniform convergence over them is vacuous.                 *)
(*                                                                             *)
(*   p_flipped t q    == E exp (t flipped), which bounds P (flipped > 0)         *)
(*   p_long mu B      == Chernoff's bound on P (|w2|^2 > B)                      *)
(*   potential w      == a function, >= 1 wherever the pair is not bad, whose    *)
(*                       mean is p_flipped / e1 + p_long                        *)
(*   good             == the event potential < 1                                *)
(*   good_flipped     == on it, sum_i exp (t flipped_i) < e1 m, so that at most  *)
(*                       a fraction e1 of the second sample is right            *)
(*   unif_alg_vacuous == e_unif_alg delta >= 1 - e1 - e2                         *)
(*   generalizes      == e_gen delta <= e2, and the one-sided and zero-error     *)
(*                       quantities are <= e2 as well                           *)
From UC Require Import Prelude Lebesgue Gaussian Product Transfer Learner Linear Coupling Law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section setting.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Hypothesis m_gt0 : (0 < m)%N.
Variable sg : R.
Hypothesis u2 : dot u u = sg / m%:R.
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
Hypothesis g0 : 0 <= g.
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
split; [|by move=> s; exact: exp_ge0|by rewrite sq_mgf].
by apply: mexp; apply: measurable_funrM; exact: msq.
Qed.

Lemma short_likely : p_long <= delta -> likely (pP Om) delta short.
Proof. by apply: mean_likely; exact: long_mean. Qed.

Hypothesis pd : p_long <= delta.
Hypothesis e20 : 0 <= e2.
Hypothesis pop_small : forall s, sq s <= B -> poploss g (hS s) <= e2.

Theorem generalizes :
  [/\ gen_bound (pP Om) hS (poploss g) (emploss g) delta e2,
      above_bound (pP Om) hS (poploss g) (emploss g) delta e2 &
      zero_bound (pP Om) hS (poploss g) (emploss g) delta e2].
Proof.
apply: (small_pop_bounds (short_likely pd)).
- exact: e20.
- move=> s /shortP sB; have /andP[-> _] := poploss_between sig u mlab (hS s) g0.
  exact: pop_small.
- by move=> s S; have /andP[] := emploss_between sig u lab m_gt0 (hS s) S g0.
Qed.
End generalization.

(* ----- yet uniform convergence is vacuous ---------------------------------------- *)
Section vacuity.
Variable C : copies R.
Variables (e1 t mu B q : R).
Hypotheses (e1_gt0 : 0 < e1) (t0 : 0 <= t).
Hypotheses (mu0 : 0 < mu) (mu1 : 2 * (mu * m%:R * sig ^+ 2) < 1).
Hypothesis jt : joint C (t * sig ^+ 2) (rest m (t * sig ^+ 2)) q.

Local Notation COm := (COm D m L C).
Local Notation part := (@part R D m L C).
Local Notation flipped := (@flipped R D m K sig u L lab C).
Implicit Types w : pT COm.

Definition p_flipped : R := expR (t * sg) * q ^+ D.

Definition potential w : R := (e1 * m%:R)^-1 * (\sum_(i < m) expR (t * flipped w i)) +
  expR (mu * (sq (part false w) - B)).
Definition good : set (pT COm) := [set w | potential w < 1].

Lemma flipped_mean :
  mean (A := COm) (fun w => \sum_(i < m) expR (t * flipped w i)) (p_flipped *+ m).
Proof.
rewrite -[X in _ *+ X]card_ord cardT enumT; apply: mean_sum => i _.
split; [|by move=> w; exact: exp_ge0|by rewrite (flipped_mgf D mlab lab2 m_gt0 u2 i jt)].
by apply: mexp; apply: measurable_funrM; exact: (mflipped sig mlab lab2 m_gt0 u2).
Qed.

Lemma potential_mean : mean (A := COm) potential (p_flipped / e1 + p_long mu B).
Proof.
apply: (mean_add (A := COm) (f := fun w => (e1 * m%:R)^-1 * \sum_(i < m) expR (t * flipped w i))
  (g := fun w => expR (mu * (sq (part false w) - B)))); last first.
  exact: (mean_pres (pres_part D m L C false) (long_mean B mu1)).
have -> : p_flipped / e1 = (e1 * m%:R)^-1 * (p_flipped *+ m).
  by rewrite -mulr_natr; field; rewrite !gt_eqF.
by apply: mean_scale flipped_mean; rewrite invr_ge0 ltW// mulr_gt0.
Qed.

Lemma mgood : measurable good.
Proof. by have [mp _ _] := potential_mean; exact: measurable_lt. Qed.

Lemma good_flipped w : good w -> \sum_(i < m) expR (t * flipped w i) < e1 * m%:R.
Proof.
move=> gw; have : (e1 * m%:R)^-1 * (\sum_(i < m) expR (t * flipped w i)) < 1.
  by apply: le_lt_trans gw; rewrite ler_addl exp_ge0.
by rewrite mulrC ltr_pdivr_mulr ?mul1r// mulr_gt0.
Qed.

Lemma good_short w : good w -> sq (part false w) <= B.
Proof.
move=> gw; apply: (shortP mu0); apply: le_lt_trans gw.
rewrite ler_addr mulr_ge0//; first by rewrite invr_ge0 ltW// mulr_gt0.
by rewrite sumr_ge0// => i _; exact: exp_ge0.
Qed.

Variables (g e2 delta kappa : R).
Hypothesis g0 : 0 <= g.
Hypothesis meet : meets (A := COm) (B := Om) (part false) (part true) delta kappa.
Hypothesis numeric : p_flipped / e1 + p_long mu B < kappa.
Hypothesis pop_small : forall s, sq s <= B -> poploss g (hS s) <= e2.

Lemma good_emp w : good w ->
  1 - e1 <= emploss g (hS (part false w)) (part true w).
Proof.
move=> gw; rewrite ler_subl_addr -ler_subl_addl.
have -> : 1 - emploss g (hS (part false w)) (part true w) =
    m%:R^-1 * \sum_(i < m) (1 - loss g (flipped w i)).
  rewrite sumrB sumr_const card_ord mulrBr -mulr_natl mulr1 mulVf ?gt_eqF//.
rewrite mulrC ler_pdivr_mulr//; apply: le_trans (ltW (good_flipped gw)).
by apply: ler_sum => i _; exact: loss_ge_exp.
Qed.

Theorem unif_alg_vacuous :
  ((1 - e1 - e2)%:E <= e_unif_alg (pP Om) hS (poploss g) (emploss g) delta)%E.
Proof.
apply: (e_unif_alg_ge meet mgood).
- by apply: le_lt_trans (markov1 potential_mean) _; rewrite lte_fin.
- by move=> w gw; exact: (pop_small (good_short gw)).
- by move=> w; exact: good_emp.
Qed.

(* with e1 = 1/m no flipped point is right: then the flipped sample is lost whole  *)
Hypothesis e1m : e1 * m%:R <= 1.

Lemma good_all_flipped w i : good w -> flipped w i <= 0.
Proof.
move=> gw; rewrite leNgt; apply/negP => f0.
have := lt_le_trans (good_flipped gw) e1m; apply/negP; rewrite -leNgt (bigD1 i)//=.
rewrite ler_paddr ?sumr_ge0// => [j _|]; first exact: exp_ge0.
by rewrite -[leLHS]expR0 ler_expR mulr_ge0// ltW.
Qed.

Lemma good_all_emp w : good w ->
  emploss g (hS (part false w)) (part true w) = 1.
Proof.
move=> gw; rewrite /emploss (eq_bigr (fun=> 1)) => [|i _].
  by rewrite sumr_const card_ord mulVf ?gt_eqF.
by apply: loss_wrong; exact: good_all_flipped gw.
Qed.

Theorem unif_alg_vacuous_complete :
  ((1 - e2)%:E <= e_unif_alg (pP Om) hS (poploss g) (emploss g) delta)%E.
Proof.
rewrite -[1 - e2](_ : 1 - 0 - e2 = _); last by rewrite subr0.
apply: (e_unif_alg_ge meet mgood).
- by apply: le_lt_trans (markov1 potential_mean) _; rewrite lte_fin.
- by move=> w gw; exact: (pop_small (good_short gw)).
- by move=> w gw; rewrite subr0 good_all_emp.
Qed.
End vacuity.
End setting.
