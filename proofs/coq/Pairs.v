(* Pairs.v: the pair of coupled samples is bad, except on an event of small     *)
(* probability; hence uniform convergence over them is vacuous.                 *)
(*                                                                             *)
(*   short B          == the event |w2|^2 <= B                                   *)
(*   p_long mu B      == Chernoff's bound on P (|w2|^2 > B), off the event light mu B *)
(*   p_flipped t q    == E exp (t flipped), which bounds P (flipped > 0)         *)
(*   potential w      == sum_i exp (t flipped_i) / (e1 m), of mean p_flipped / e1   *)
(*   good             == the event potential < 1 and N of the first sample, for an *)
(*                       event N of light weights with P (~ N) <= pl               *)
(*   good_right       == on it at most k flipped points are right if e1 m <= k + 1  *)
(*   unif_alg_vacuous, unif_alg_vacuous_count == e_unif_alg delta >= 1 - e1 - e2,    *)
(*                       and >= 1 - k/m - e2                                     *)
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
Variables (N : set (pT Om)) (g e2 pl delta : R).
Hypotheses (mN : measurable N) (rare : (pP Om (~` N) <= pl%:E)%E).

Lemma event_likely : pl <= delta -> likely (pP Om) delta N.
Proof.
move=> pd; split=> //; rewrite -[N]setCK prob_complement; last exact: measurableC.
move: rare; rewrite -[pP Om _]fineK ?prob_fin//; last exact: measurableC.
rewrite -EFinB !lee_fin => r; rewrite ler_subl_addr addrAC -ler_subl_addr opprK ler_add2l.
exact: le_trans pd.
Qed.

Hypothesis g0 : 0 <= g.
Hypothesis pd : pl <= delta.
Hypothesis e20 : 0 <= e2.
Hypothesis pop_small : forall s, N s -> poploss g (hS s) <= e2.

Theorem generalizes :
  [/\ gen_bound (pP Om) hS (poploss g) (emploss g) delta e2,
      above_bound (pP Om) hS (poploss g) (emploss g) delta e2 &
      zero_bound (pP Om) hS (poploss g) (emploss g) delta e2].
Proof.
apply: (small_pop_bounds (event_likely pd)).
- exact: e20.
- move=> s sB; have /andP[-> _] := poploss_between sig u mlab (hS s) g0.
  exact: pop_small.
- by move=> s S; have /andP[] := emploss_between sig u lab m_gt0 (hS s) S g0.
Qed.
End generalization.

(* ----- long weights: Chernoff's bound ------------------------------------------- *)
Definition short B : set (pT Om) := [set s | sq s <= B].

Lemma mshort B : measurable (short B).
Proof.
rewrite (_ : short B = [set s | 0 <= B - sq s]); last by apply/seteqP; split=> s /=; rewrite subr_ge0.
by apply: measurable_le; apply: measurable_funB; [exact: measurable_fun_cst|exact: msq].
Qed.

(* for mu < 0 it bounds short weights instead                                       *)
Section chernoff.
Variables (mu B : R).
Hypothesis mu1 : 2 * (mu * m%:R * sig ^+ 2) < 1.

Definition p_long : R :=
  (Num.sqrt (1 - 2 * (mu * m%:R * sig ^+ 2)))^-1 ^+ D * expR (- (mu * B)).
Definition light : set (pT Om) := [set s | expR (mu * (sq s - B)) < 1].

Lemma lightP s : 0 < mu -> light s -> sq s <= B.
Proof. by move=> mu0; rewrite /light /= expR_lt1 pmulr_rlt0// subr_lt0 => /ltW. Qed.

Lemma long_mean : mean (A := Om) (fun s => expR (mu * (sq s - B))) p_long.
Proof.
have -> : (fun s => expR (mu * (sq s - B))) =
    (fun s => expR (- (mu * B)) * expR (mu * sq s)).
  by apply/funext => s; rewrite -expRD mulrBr addrC.
rewrite /p_long [X in mean _ X]mulrC; apply: mean_scale; first exact: exp_ge0.
split; [|by move=> s; exact: exp_ge0|by rewrite sq_mgf].
by apply: mexp; apply: measurable_funrM; exact: msq.
Qed.

Lemma mlight : measurable light.
Proof. by have [ml _ _] := long_mean; exact: measurable_lt. Qed.

Lemma heavy_rare : (pP Om (~` light) <= p_long%:E)%E.
Proof. exact: markov1 long_mean. Qed.

Lemma light_likely delta : p_long <= delta -> likely (pP Om) delta light.
Proof. exact: event_likely mlight heavy_rare. Qed.
End chernoff.

(* ----- yet uniform convergence is vacuous ---------------------------------------- *)
Section vacuity.
Variable C : copies R.
Variables (N : set (pT Om)) (e1 t pl q : R).
Hypotheses (e1_gt0 : 0 < e1) (t0 : 0 <= t).
Hypotheses (mN : measurable N) (rare : (pP Om (~` N) <= pl%:E)%E).
Hypothesis jt : joint C (t * sig ^+ 2) (rest m (t * sig ^+ 2)) q.

Local Notation COm := (COm D m L C).
Local Notation part := (@part R D m L C).
Local Notation flipped := (@flipped R D m K sig u L lab C).
Implicit Types w : pT COm.

Definition p_flipped : R := expR (t * sg) * q ^+ D.

Definition potential w : R := (e1 * m%:R)^-1 * (\sum_(i < m) expR (t * flipped w i)).
Definition good : set (pT COm) := [set w | potential w < 1] `&` part false @^-1` N.

Lemma flipped_mean :
  mean (A := COm) (fun w => \sum_(i < m) expR (t * flipped w i)) (p_flipped *+ m).
Proof.
rewrite -[X in _ *+ X]card_ord cardT enumT; apply: mean_sum => i _.
split; [|by move=> w; exact: exp_ge0|by rewrite (flipped_mgf D mlab lab2 m_gt0 u2 i jt)].
by apply: mexp; apply: measurable_funrM; exact: (mflipped sig mlab lab2 m_gt0 u2).
Qed.

Lemma potential_mean : mean (A := COm) potential (p_flipped / e1).
Proof.
have -> : p_flipped / e1 = (e1 * m%:R)^-1 * (p_flipped *+ m).
  by rewrite -mulr_natr; field; rewrite !gt_eqF.
by apply: mean_scale flipped_mean; rewrite invr_ge0 ltW// mulr_gt0.
Qed.

Let mgap : measurable [set w | potential w < 1].
Proof. by have [mp _ _] := potential_mean; exact: measurable_lt. Qed.

Let mpart : measurable (part false @^-1` N).
Proof. exact: (pres_preimage (pres_part D m L C false) mN). Qed.

Lemma mgood : measurable good.
Proof. exact: measurableI. Qed.

Lemma bad_rare : (pP COm (~` good) <= (p_flipped / e1 + pl)%:E)%E.
Proof.
rewrite setCI EFinD; apply: (le_trans (prob_union (measurableC mgap) (measurableC mpart))).
apply: lee_add; first exact: (markov1 potential_mean).
by have := (pres_part D m L C false).2 _ (measurableC mN); rewrite preimage_setC => ->.
Qed.

Lemma good_flipped w : good w -> \sum_(i < m) expR (t * flipped w i) < e1 * m%:R.
Proof. by move=> [/= + _]; rewrite /potential mulrC ltr_pdivr_mulr ?mul1r// mulr_gt0. Qed.

Lemma good_event w : good w -> N (part false w).
Proof. by case. Qed.

Variables (g e2 delta kappa : R).
Hypothesis g0 : 0 <= g.
Hypothesis meet : meets (A := COm) (B := Om) (part false) (part true) delta kappa.
Hypothesis numeric : p_flipped / e1 + pl < kappa.
Hypothesis pop_small : forall s, N s -> poploss g (hS s) <= e2.

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
- by apply: le_lt_trans bad_rare _; rewrite lte_fin.
- by move=> w gw; exact: (pop_small (good_event gw)).
- by move=> w; exact: good_emp.
Qed.

(* a whole number of flipped points is right: with e1 m <= k + 1, at most k              *)
Variable k : nat.
Hypothesis e1k : e1 * m%:R <= k.+1%:R.

Lemma good_right w : good w -> (\sum_(i < m) (0 < flipped w i)%R <= k)%N.
Proof.
move=> gw; rewrite -ltnS -(ltr_nat R) natr_sum; apply: lt_le_trans e1k.
apply: le_lt_trans (good_flipped gw); apply: ler_sum => i _.
case: ltP => f0; last exact: exp_ge0.
by rewrite -[leLHS]expR0 ler_expR mulr_ge0// ltW.
Qed.

Lemma good_count w : good w -> 1 - k%:R / m%:R <= emploss g (hS (part false w)) (part true w).
Proof.
move=> gw; rewrite ler_subl_addr -ler_subl_addl.
have -> : 1 - emploss g (hS (part false w)) (part true w) =
    m%:R^-1 * \sum_(i < m) (1 - loss g (flipped w i)).
  rewrite sumrB sumr_const card_ord mulrBr -mulr_natl mulr1 mulVf ?gt_eqF//.
rewrite mulrC ler_pdivr_mulr// divfK ?gt_eqF//.
apply: le_trans (_ : (\sum_(i < m) (0 < flipped w i)%R)%:R <= k%:R); last by rewrite ler_nat good_right.
rewrite natr_sum; apply: ler_sum => i _; case: ltP => f0.
  by rewrite ler_subl_addr ler_addl loss_ge0.
by rewrite loss_wrong// subrr.
Qed.

Theorem unif_alg_vacuous_count :
  ((1 - k%:R / m%:R - e2)%:E <= e_unif_alg (pP Om) hS (poploss g) (emploss g) delta)%E.
Proof.
apply: (e_unif_alg_ge meet mgood).
- by apply: le_lt_trans bad_rare _; rewrite lte_fin.
- by move=> w gw; exact: (pop_small (good_event gw)).
- by move=> w; exact: good_count.
Qed.
End vacuity.
End setting.
