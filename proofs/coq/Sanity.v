(* Sanity.v: the definitions are not vacuous, and the constants matter.           *)
(*                                                                             *)
(*   eunif_antitone   == e_unif_alg is nonincreasing in delta                   *)
(*   eunif_le1, eunif_ge0 == 0 <= e_unif_alg <= 1 (losses in [0, 1], delta < 1)  *)
(*   egen_le_eunif    == generalization follows from uniform convergence        *)
(*   surrogate_zero   == the learner (w1, 0) has e_unif_alg = 0: the definition   *)
(*                       depends on the learner, not on the distribution alone   *)
(*   false_with_3     == with noise variance 3/D in place of 32/D and m = 1,      *)
(*                       e_unif_alg <= 1/2 in every dimension D >= 1000, so that *)
(*                       no constants C1, C2 save theorem B there               *)
From Coq Require Import Reals Lra.
From UC Require Import Constants TailReal Prelude Bridge Gaussian Product Transfer Learner.
From UC Require Import Linear Pairs Setting Loss Witness.

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
Variables (m D : nat) (S : setting RR m) (gamma delta : RR).
Hypotheses (m_gt0 : (0 < m)%N) (gamma4 : gamma <= 4%:R) (d0 : 0 <= delta) (d1 : delta < 1).

Definition surrogate (s : pT (sample S D)) : hyp RR (sK S) D := ((learned s).1, 0).

Let right s b t : b * b = 1 -> loss gamma (margin (su S) (surrogate s) b t) = 0 :> RR.
Proof.
move=> b2; have m_neq0 : m%:R != 0 :> RR by rewrite pnatr_eq0 -lt0n.
rewrite /surrogate (margin_signal m_neq0 (su2 S)) => [|i|//]; last exact: slab2.
by rewrite dot0l mulr0 addr0 loss_right// ltr0n.
Qed.

Theorem surrogate_zero : e_unif_alg (pP (sample S D)) surrogate
  (@pop RR m S D gamma) (@emp RR m S D gamma) delta = 0%E.
Proof.
apply/eqP; rewrite eq_le eunif_ge0// andbT; apply: smallest_le; exists setT.
  by split=> //; rewrite pP1 lee_fin ler_subl_addr ler_addl.
move=> s T _ _; rewrite /emp /emploss big1 => [|i _]; last by apply: right; exact: slab2.
rewrite mulr0 subr0 /pop /poploss (eq_integral (cst 0%E)) => [|t _].
  by rewrite integral0 normr0.
by rewrite right//; exact: slab2.
Qed.
End surrogate.

(* ----- the constant 32 matters -------------------------------------------------------- *)
Section three.
Variables (D : nat) (S : setting RR 1) (delta : RR).
Hypotheses (D1000 : (1000 <= INR D)%coqR) (Hd : (1 / 10 <= delta)%coqR).

Let sig : RR := Num.sqrt (3%:R / D%:R).
Local Notation Om := (Om D 1 (sL S)).
Local Notation h := (@hS RR D 1 (sK S) sig (su S) (sL S) (slab S)).
Local Notation pop := (@poploss RR D (sK S) sig (su S) (sL S) (slab S) 0).
Local Notation emp := (@emploss RR D 1 (sK S) sig (su S) (sL S) (slab S) 0).

Let D0 : 0 < D%:R :> RR.
Proof.
have z : (0 < 1000)%coqR by lra.
by rewrite -INRE; apply/RltP; exact: Rlt_le_trans z D1000.
Qed.
Let D_neq0 : D%:R != 0 :> RR. Proof. by rewrite gt_eqF. Qed.
Let sig2 : sig ^+ 2 = 3%:R / D%:R.
Proof. by rewrite sqr_sqrtr// divr_ge0// ltW. Qed.
Let sig_gt0 : 0 < sig. Proof. by rewrite sqrtr_gt0 divr_gt0. Qed.

(* |w2|^2 exceeds 39/10 with probability at most delta, and w2 is the only noise      *)
Let B : RR := 39%:R / 10%:R.
Let mu : RR := D%:R / 26%:R.
Let B0 : 0 < B. Proof. by rewrite divr_gt0. Qed.
Let mu0 : 0 < mu. Proof. by rewrite divr_gt0. Qed.
Let theta : 1 - 2 * (mu * 1%:R * sig ^+ 2) = 10%:R / 13%:R.
Proof. by rewrite sig2 /mu; field. Qed.

Let rare : p_long D 1 sig mu B <= delta.
Proof.
rewrite /p_long theta pow_sqrt_exp ?divr_gt0//.
have -> : - (mu * B) = (- (INR D * (3 / 20)))%coqR :> RR.
  by rewrite RoppE RmultE RdivE ?(IZR_natE 20)// (IZR_natE 3) INRE /mu /B; field.
have -> : 10%:R / 13%:R = (10 / 13)%coqR :> RR.
  by rewrite RdivE ?(IZR_natE 13)// (IZR_natE 10).
apply/RleP; apply: Rle_trans Hd; exact: three_rare.
Qed.
Let G : set (pT Om) := [set s | expR (mu * (sq sig (su S) (slab S) s - B)) < 1].

Let mu1 : 2 * (mu * 1%:R * sig ^+ 2) < 1.
Proof. by rewrite -subr_gt0 theta divr_gt0. Qed.

Let likely_G : likely (pP Om) delta G.
Proof. exact: (short_likely (su S) (smlab S) (slab2 S) mu0 mu1 rare). Qed.

Let pop_half s : G s -> 0 <= pop (h s) <= 1 / 2.
Proof.
move=> /(shortP mu0) sB.
have /andP[-> _] /= := poploss_between sig (su S) (smlab S) (h s) (lexx 0).
have two : (0 : RR) <= 4%:R by [].
have := poploss_le (smlab S) (slab2 S) (isT : (0 < 1)%N) (su2 S) (lexx 0) two B0 sig_gt0 sB.
move/le_trans; apply; set x := (X in q_bound X).
have x0 : 0 <= x by rewrite divr_ge0 ?subr_ge0// mulr_ge0 ?sqrtr_ge0// ltW.
have x2 : x ^+ 2 / 2 = D%:R * (160%:R / 234%:R).
  rewrite /x expr_div_n exprMn sig2 (sqr_sqrtr (ltW B0)) /B; field.
  by rewrite gt_eqF.
have -> : 1 / 2 = (1 / 2)%coqR :> RR by rewrite RdivE ?(IZR_natE 2).
apply/RleP; apply: Rle_trans (q_bound_le_bell x _) _; first exact/RleP.
apply: exp_half; apply/RleP; rewrite (IZR_natE 1) RdivE ?(IZR_natE 2) ?pnatr_eq0// RpowE x2.
have : (2 <= INR D)%coqR by lra.
rewrite (IZR_natE 2) INRE => /RleP D2; apply: (@le_trans _ _ (2%:R * (160%:R / 234%:R))).
  by rewrite mulrA -natrM ler_pdivl_mulr ?ltr0n// mul1r ler_nat.
by rewrite ler_pmul2r.
Qed.

(* two short weight vectors cannot be opposite enough to beat the signal               *)
Let right s S' i : G s -> G S' -> 0 < margin (su S) (h s) (ys (slab S) S' i) (zs sig S' i).
Proof.
move=> /(shortP mu0) sB /(shortP mu0) SB.
have one : (1%:R : RR) != 0 by rewrite oner_neq0.
have := margin_signal one (su2 S) (zs sig s) (fun j => slab2 S (crd s j : pT (X D (sL S))).1)
  (h s).2 (zs sig S' i) (slab2 S (crd S' i : pT (X D (sL S))).1).
rewrite -/(ys (slab S) s) -/(hS sig (su S) (slab S) s) -[(_, (h s).2)]surjective_pairing => ->.
have -> : ys (slab S) S' i * dot (h s).2 (zs sig S' i) = dot (h s).2 (h S').2.
  have -> : (h S').2 = ys (slab S) S' i *: zs sig S' i; last by rewrite [RHS]dotZr.
  by rewrite (ord1 i) /= /w2 big_ord_recl big_ord0 addr0.
set a := (h s).2 in sB *; set b := (h S').2 in SB *.
have : 0 <= dot (a + b) (a + b) by rewrite sumr_ge0// => k _; rewrite -expr2 sqr_ge0.
have -> : dot (a + b) (a + b) = dot a a + dot b b + 2 * dot a b.
  by rewrite dotDl !dotDr (dotC b a); ring.
move=> sq_ge0; rewrite -(@pmulr_rgt0 _ 2) ?ltr0n// mulrDr.
apply: (@lt_le_trans _ _ (2 * 4%:R - (B + B))).
  by rewrite subr_gt0 mulr_natl mulr2n ltr_add// /B ltr_pdivr_mulr ?ltr0n// -natrM ltr_nat.
rewrite ler_add2l ler_oppl; apply: le_trans (ler_add sB SB).
by rewrite -subr_ge0 opprK.
Qed.

Theorem false_with_3 :
  (e_unif_alg (pP Om) h pop emp delta <= (1 / 2)%:E)%E.
Proof.
apply: smallest_le; exists G => // s S' Gs GS.
rewrite /emploss big1 => [|i _]; last first.
  by have r := right i Gs GS; apply: loss_right => //; exact: ltW.
by rewrite mulr0 subr0; have /andP[p0 p2] := pop_half Gs; rewrite ger0_norm.
Qed.
End three.
