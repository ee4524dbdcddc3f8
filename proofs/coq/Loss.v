(* Loss.v: the population loss of a linear hypothesis is a Gaussian tail.         *)
(*                                                                             *)
(*   pres_dot         == w . X is standard Gaussian when |w| = 1                  *)
(*   poploss_tail     == |w2|^2 <= B gives poploss <= Q ((s - g)/(sig sqrt B))     *)
(*   poploss_floor    == |w2|^2 >= B gives poploss >= (1 - c) Q ((s - c g)/(sig sqrt B)) *)
(*   poploss_half     == poploss <= 1/2                                          *)
(*   poploss_le       == hence, over Coq's reals, the bound q_bound                *)
From Coq Require Import Reals.
From UC Require Import Constants TailReal Prelude Lebesgue Density Gaussian Bridge Product.
From UC Require Import Learner Linear Coupling Rotation Tail.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section linear_form.
Variable R : realType.
Local Notation G := (psG R).

Lemma pres_dot D (w : 'rV[R]_D) : dot w w = 1 ->
  pres (A := V R D) (B := G) (fun v => dot w (vec v)).
Proof.
elim: D w => [|D IH] w w1; first by move: w1; rewrite /dot big_ord0 => /esym/eqP; rewrite oner_eq0.
pose a := w 0 ord0; pose w' : 'rV[R]_D := \row_k w 0 (lift ord0 k).
have dotE v : dot w (vec v) = a * (v.1 : R) + dot w' (vec v.2).
  rewrite /dot big_ord_recl !mxE /=; congr (_ + _).
  by apply: eq_bigr => k _; rewrite !mxE.
have dotw : a ^+ 2 + dot w' w' = 1.
  rewrite -w1 /dot [in RHS]big_ord_recl expr2; congr (_ + _).
  by apply: eq_bigr => k _; rewrite !mxE.
have -> : (fun v => dot w (vec v)) = fun v : pT (V R D.+1) => a * (v.1 : R) + dot w' (vec v.2).
  by apply/funext => v; rewrite dotE.
have [z|nz] := eqVneq (dot w' w') 0.
  have -> : (fun v : pT (V R D.+1) => a * (v.1 : R) + dot w' (vec v.2)) = fun v => a * (v.1 : R).
    by apply/funext => v; rewrite (dot_eq0 z) dot0l addr0.
  have /eqP : a ^+ 2 = 1 by rewrite -dotw z addr0.
  rewrite sqrf_eq1 => /orP[] /eqP ->.
    by under eq_fun do rewrite mul1r; exact: pres_fst.
  under eq_fun do rewrite mulN1r; exact: (pres_comp (pres_put R false) (pres_fst _ _)).
pose b := Num.sqrt (dot w' w').
have b2 : b ^+ 2 = dot w' w' by rewrite sqr_sqrtr// dot_ge0.
have b0 : b != 0 by rewrite -sqrf_eq0 b2.
have unit : a ^+ 2 + b ^+ 2 = 1 by rewrite b2.
have one : dot (b^-1 *: w') (b^-1 *: w') = 1.
  by rewrite dotZl dotZr -b2 expr2 mulKf// mulVf.
have := pres_comp (pres_lin unit b0) (pres_prod (pres_id G) (IH _ one)).
congr pres; apply/funext => v; rewrite /lin /=; congr (_ + _).
by rewrite dotZl mulVKf.
Qed.
End linear_form.

Section population.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Hypothesis m_gt0 : (0 < m)%N.
Variable sg : R.
Hypotheses (sg0 : 0 < sg) (u2 : dot u u = sg / m%:R).

Local Notation Om := (Om D m L).
Local Notation X := (X D L).
Local Notation zs := (@zs R D m sig L).
Local Notation ys := (@ys R D m L lab).
Local Notation hS := (@hS R D m K sig u L lab).
Local Notation sq := (@sq R D m K sig u L lab).
Local Notation poploss := (@poploss R D K sig u L lab).

Let m_neq0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma fresh_marginE s (t : pT X) : margin u (hS s) (lab t.1) (sig *: vec t.2) =
  sg + sig * dot (lab t.1 *: (hS s).2) (vec t.2).
Proof.
have := margin_signal m_neq0 u2 (zs s) (fun i => lab2 (crd s i : pT X).1) (hS s).2 (sig *: vec t.2) (lab2 t.1).
rewrite -/(ys s) -[(_, (hS s).2)]surjective_pairing => ->; rewrite dotZr dotZl.
by congr (_ + _); rewrite mulrCA.
Qed.

(* the margin of a fresh point: s + sig |w2| times a standard Gaussian               *)
Lemma fresh_margin s : sq s != 0 -> exists2 phi : pT X -> R, pres (A := X) (B := psG R) phi &
  forall t, margin u (hS s) (lab t.1) (sig *: vec t.2) = sg + sig * Num.sqrt (sq s) * phi t.
Proof.
move=> nz; have sq0 : 0 <= sq s := dot_ge0 _; set W := (hS s).2; pose n := Num.sqrt (sq s).
have n0 : 0 < n by rewrite sqrtr_gt0 lt_neqAle eq_sym nz.
have n2 : n ^+ 2 = sq s by rewrite sqr_sqrtr.
exists (fun t => dot ((lab t.1 / n) *: W) (vec t.2)) => [|t]; last first.
  rewrite fresh_marginE -/W !dotZl -mulrA; congr (_ + _ * _); rewrite -/n mulrA mulrCA mulfV ?mulr1//.
  by rewrite gt_eqF.
apply: pres_family => [|x].
  have := mlin mlab n^-1 W; congr (measurable_fun _ _); apply/funext => t.
  by rewrite dotZl [_^-1 * _]mulrC.
apply: (@pres_dot R D ((lab x / n) *: W)).
have alg (l i : R) : l * i * (l * i * n ^+ 2) = l * l * (i * (i * (n * n))) by ring.
by rewrite dotZl dotZr -[dot W W]/(sq s) -n2 alg lab2 mul1r mulKf ?mulVf ?gt_eqF.
Qed.

Lemma fresh_scale c s B : c <= sg -> 0 < B -> 0 < sig -> 0 < sq s ->
  (B <= sq s -> (sg - c) / (sig * Num.sqrt (sq s)) <= (sg - c) / (sig * Num.sqrt B)) /\
  (sq s <= B -> (sg - c) / (sig * Num.sqrt B) <= (sg - c) / (sig * Num.sqrt (sq s))).
Proof.
move=> c4 B0 sig0 s0; have le x y : 0 < x -> 0 < y -> x <= y ->
    (sg - c) / (sig * Num.sqrt y) <= (sg - c) / (sig * Num.sqrt x) => [x0 y0 xy|].
  rewrite ler_wpmul2l ?subr_ge0// lef_pinv ?posrE ?mulr_gt0 ?sqrtr_gt0//.
  by rewrite ler_pmul2l// ler_wsqrtr.
by split; exact: le.
Qed.

Theorem poploss_tail g B s : 0 <= g -> g <= sg -> 0 < B -> 0 < sig -> sq s <= B ->
  poploss g (hS s) <= tailQ ((sg - g) / (sig * Num.sqrt B)).
Proof.
move=> g0 g4 B0 sig0 sB; set c := tailQ _.
suff /andP[] : 0 <= poploss g (hS s) <= c by [].
apply: poploss_int => //.
have [z|nz] := eqVneq (sq s) 0.
  rewrite (_ : (\int[_]_t _)%E = 0%E) ?lee_fin ?tailQ_ge0//.
  rewrite -(@integral0 _ _ _ (pP X) setT); apply: eq_integral => t _.
  by rewrite fresh_marginE dotZl (dot_eq0 z) dot0l !mulr0 addr0 loss_right.
have s0 : 0 < sq s by rewrite lt_neqAle eq_sym nz dot_ge0.
have [phi pphi marginE] := fresh_margin nz; set n := Num.sqrt _ in marginE.
pose xn := (sg - g) / (sig * n).
have xc : tailQ xn <= c by apply: tailQ_antitone; exact: (fresh_scale g4 B0 sig0 s0).2.
apply: (@le_trans _ _ (tailQ xn)%:E); last by rewrite lee_fin.
rewrite -tailQ_opp -(pphi.2 _ (mdown (- xn))).
have mP := pres_preimage pphi (mdown (- xn)).
rewrite -[X in (_ <= pP _ X)%E]setIT -integral_indic//; apply: ge0_le_integral => //.
- by move=> t _; rewrite lee_fin loss_ge0.
- by apply/EFin_measurable_fun; exact: mloss_margin.
- by move=> t _; exact: indicE_ge0.
- by apply/EFin_measurable_fun; exact: measurable_fun_indic.
move=> t _; rewrite lee_fin indicE marginE; case: (boolP (t \in _)) => [_|]; first exact: loss_le1.
rewrite notin_set /down /= => /negP; rewrite -ltNge => gt.
have sn : 0 < sig * n by rewrite mulr_gt0// sqrtr_gt0.
have pos : g < sg + sig * n * phi t.
  move: gt; rewrite /xn -mulNr ltr_pdivr_mulr// opprB ltr_subl_addr addrC.
  by rewrite [phi t * _]mulrC.
by rewrite loss_right// ?(le_lt_trans g0)// ltW.
Qed.

(* from below: the loss is at least 1 - c up to the margin c g                        *)
Lemma loss_ge_step (g c x : R) : 0 <= g -> 0 <= c <= 1 -> x <= c * g -> 1 - c <= loss g x.
Proof.
move=> g0 /andP[c0 c1] xc; rewrite /loss; case: (leP x 0) => x0; first by rewrite ler_subl_addr ler_addl.
have gp : 0 < g by rewrite lt_neqAle g0 andbT; apply/eqP => z; move: xc; rewrite -z mulr0 leNgt x0.
case: (leP g x) => gx; last by rewrite ler_add2l ler_opp2 ler_pdivr_mulr.
rewrite subr_le0 -(ler_pmul2r gp) mul1r; exact: le_trans xc.
Qed.

Theorem poploss_floor g c B s : 0 <= g -> 0 <= c <= 1 -> c * g <= sg -> 0 < B -> 0 < sig -> B <= sq s ->
  (1 - c) * tailQ ((sg - c * g) / (sig * Num.sqrt B)) <= poploss g (hS s).
Proof.
move=> g0 c01 c4 B0 sig0 sB; have s0 := lt_le_trans B0 sB; have nz : sq s != 0 by rewrite gt_eqF.
have [phi pphi marginE] := fresh_margin nz; set n := Num.sqrt _ in marginE.
have sn : 0 < sig * n by rewrite mulr_gt0// sqrtr_gt0.
pose xn := (sg - c * g) / (sig * n); have c1 : 0 <= 1 - c by rewrite subr_ge0; case/andP: c01.
have xc : tailQ ((sg - c * g) / (sig * Num.sqrt B)) <= tailQ xn.
  by apply: tailQ_antitone; exact: (fresh_scale c4 B0 sig0 s0).1.
apply: (le_trans (ler_wpmul2l c1 xc)).
have mP := pres_preimage pphi (mdown (- xn)); set P := _ @^-1` _ in mP.
have Pp : (pP X P = (tailQ xn)%:E)%E by rewrite -tailQ_opp -(pphi.2 _ (mdown (- xn))).
rewrite -lee_fin EFinM -Pp /poploss fineK; last first.
  rewrite ge0_fin_numE; last by apply: integral_ge0 => t _; rewrite lee_fin loss_ge0.
  apply: (@le_lt_trans _ _ (\int[pP X]_t 1%:E)%E); last by rewrite int_cst// ltry.
  apply: ge0_le_integral => //.
  - by move=> t _; rewrite lee_fin loss_ge0.
  - by apply/EFin_measurable_fun; exact: mloss_margin.
  - exact: measurable_fun_cst.
  - by move=> t _; rewrite lee_fin loss_le1.
rewrite -[X in (_ * pP _ X)%E]setIT -integral_indic// -ge0_integralM//; last 2 first.
- by apply/EFin_measurable_fun; exact: measurable_fun_indic.
- by move=> t _; exact: indicE_ge0.
apply: ge0_le_integral => //.
- by move=> t _; rewrite mule_ge0 ?lee_fin ?indicE ?ler0n.
- by apply: measurable_funeM; apply/EFin_measurable_fun; exact: measurable_fun_indic.
- by move=> t _; rewrite lee_fin loss_ge0.
- by apply/EFin_measurable_fun; exact: mloss_margin.
move=> t _; rewrite -EFinM lee_fin indicE marginE; case: (boolP (t \in _)) => [|_]; last first.
  by rewrite mulr0 loss_ge0.
rewrite inE /P /down /= mulr1 => le; apply: loss_ge_step => //.
move: le; rewrite /xn -mulNr ler_pdivl_mulr// opprB ler_subr_addr addrC.
by rewrite [phi t * _]mulrC.
Qed.

(* a fresh margin is positive at least half of the time                               *)
Lemma poploss_half g s : 0 <= g -> g <= sg -> 0 < sig -> poploss g (hS s) <= 2^-1.
Proof.
move=> g0 g4 sig0; have B0 : 0 < sq s + 1 by rewrite ltr_paddl// dot_ge0.
apply: (le_trans (poploss_tail g0 g4 B0 sig0 _)); first by rewrite ler_addl.
rewrite -[leRHS](tailQ_half R); apply: tailQ_antitone.
by rewrite divr_ge0 ?subr_ge0// mulr_ge0 ?sqrtr_ge0// ltW.
Qed.
End population.

(* ----- over Coq's real numbers ------------------------------------------------- *)
Section tail_bound.
Variables (D m K : nat) (sig : RR) (u : 'rV[RR]_K) (L : pspace RR) (lab : pT L -> RR) (sg : RR).
Hypotheses (mlab : measurable_fun setT lab) (lab2 : forall b, lab b * lab b = 1).
Hypotheses (m_gt0 : (0 < m)%N) (sg0 : 0 < sg) (u2 : dot u u = sg / m%:R).
Variables (g B : RR) (s : pT (Om D m L)).
Local Notation x := ((sg - g) / (sig * Num.sqrt B))%R.
Hypotheses (g0 : 0 <= g) (g4 : g <= sg) (B0 : 0 < B) (sig0 : 0 < sig).

Theorem poploss_le : sq sig u lab s <= B ->
  poploss sig u lab g (hS sig u lab s) <= q_bound x.
Proof.
move=> sB; apply: le_trans (poploss_tail mlab lab2 m_gt0 sg0 u2 g0 g4 B0 sig0 sB) _.
by apply: tailQ_le; apply/RleP; rewrite divr_ge0 ?subr_ge0// mulr_ge0 ?sqrtr_ge0// ltW.
Qed.
End tail_bound.
