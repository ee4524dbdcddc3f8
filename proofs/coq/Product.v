(* Product.v: probability spaces, their finite products, and the maps that       *)
(* preserve them.                                                              *)
(*                                                                             *)
(*   pspace R         == a measurable type pT with a measure pP, pP setT = 1   *)
(*   psU, psprod, pspow A n == one point; products; the n-fold power of A       *)
(*   crd z i          == the i-th coordinate of z in pspow A n                 *)
(*   pow_prod         == coordinates are independent: E prod = prod E          *)
(*   pow_cond         == the same, conditionally on one coordinate             *)
(*   pres phi         == phi : A -> B is measurable and carries pP A to pP B    *)
(*   pmap phi         == phi applied to every coordinate                       *)
(*   biased, fair_coin == coins: true with probability p, with probability 1/2     *)
(*   mean f e         == f >= 0 is measurable and its expectation is e          *)
(*   markov1          == P (1 <= f) <= E f                                     *)
From UC Require Import Prelude.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section pspace.
Variable R : realType.

Record pspace := PSpace {
  pd : measure_display; pT : measurableType pd;
  pP : {measure set pT -> \bar R}; pP1 : pP setT = 1%E }.
Arguments pP : clear implicits.
Local Notation "'Pr'" := pP.

Lemma prob_le1 (A : pspace) X : measurable X -> (Pr A X <= 1)%E.
Proof. by move=> mX; rewrite -(pP1 A); apply: le_measure; rewrite ?inE. Qed.

Lemma prob_fin (A : pspace) X : measurable X -> Pr A X \is a fin_num.
Proof.
by move=> mX; rewrite ge0_fin_numE//; apply: le_lt_trans (prob_le1 mX) _; exact: ltry.
Qed.

Lemma prob_complement (A : pspace) X : measurable X -> Pr A (~` X) = (1 - Pr A X)%E.
Proof.
move=> mX; have mCX := measurableC mX.
have : Pr A (X `|` ~` X) = (Pr A X + Pr A (~` X))%E.
  by rewrite measureU//; apply/seteqP; split => x // -[].
rewrite setUCr (pP1 A); have := prob_fin mX; have := prob_fin mCX.
case: (Pr A X) => // a; case: (Pr A (~` X)) => // b _ _.
by rewrite -EFinD -EFinB => -[->]; rewrite addrAC subrr add0r.
Qed.

Lemma prob_union (A : pspace) X Y : measurable X -> measurable Y ->
  (Pr A (X `|` Y) <= Pr A X + Pr A Y)%E.
Proof.
move=> mX mY; have mD := measurableD mY mX.
have -> : X `|` Y = X `|` (Y `\` X).
  apply/seteqP; split=> t [Xt|]; [by left| |by left|by move=> [Yt _]; right].
  by have [Xt|nXt] := pselect (X t); [left|right].
rewrite measureU//; last by apply/seteqP; split=> t // -[Xt []].
by apply: lee_add => //; apply: le_measure; rewrite ?inE// => t [].
Qed.

Lemma ps_sf (A : pspace) : sigma_finite setT (Pr A).
Proof.
exists (fun=> setT); first by rewrite bigcup_const//; exists 0%N.
by move=> _; split=> //; rewrite (pP1 A) ltry.
Qed.

(* one-point space, carried by bool *)
Definition psU : pspace.
Proof.
refine (@PSpace _ _ [the {measure set bool -> \bar R} of \d_ true] _).
by rewrite /= diracE mem_set.
Defined.

Definition psprod (A B : pspace) : pspace.
Proof.
refine (@PSpace _ _ [the {measure set (pT A * pT B)%type -> \bar R} of
   product_measure1 (Pr A) (ps_sf B)] _).
rewrite -setMTT /= product_measure1E//.
by rewrite (pP1 A) (pP1 B) mule1.
Defined.

Lemma ps_tonelli A B (f : pT A * pT B -> \bar R) :
  measurable_fun setT f -> (forall z, 0 <= f z)%E ->
  (\int[Pr (psprod A B)]_z f z = \int[Pr A]_x \int[Pr B]_y f (x, y))%E.
Proof. by move=> mf f0; rewrite [LHS]fubini_tonelli1//; exact: ps_sf. Qed.

Lemma ps_tonelli2 A B (f : pT A * pT B -> \bar R) :
  measurable_fun setT f -> (forall z, 0 <= f z)%E ->
  (\int[Pr (psprod A B)]_z f z = \int[Pr B]_y \int[Pr A]_x f (x, y))%E.
Proof. by move=> mf f0; rewrite [LHS](fubini_tonelli2 (ps_sf A))//. Qed.

Fixpoint pspow (A : pspace) (n : nat) : pspace :=
  if n is k.+1 then psprod A (pspow A k) else psU.

Fixpoint crd (A : pspace) (n : nat) : pT (pspow A n) -> nat -> pT A :=
  match n return pT (pspow A n) -> nat -> pT A with
  | 0 => fun _ _ => point
  | k.+1 => fun z i => if i is j.+1 then crd z.2 j else z.1
  end.

Lemma mcrd A n i : measurable_fun setT (fun z : pT (pspow A n) => crd z i).
Proof.
elim: n i => [|n IH] [|i] /=; try exact: measurable_fun_cst.
- exact: mfst.
- apply: (measurable_fun_comp (f := fun z : pT (pspow A n) => crd z i)) => //.
  exact: msnd.
Qed.

Lemma int_cst (A : pspace) (c : R) : 0 <= c -> (\int[Pr A]_x c%:E = c%:E)%E.
Proof.
by move=> c0; rewrite integral_cst// pP1 mule1.
Qed.

(* independence: the integral of a product over distinct coordinates          *)
Lemma pow_prod A n (g : nat -> pT A -> R) (c : nat -> R) :
  (forall i, measurable_fun setT (g i)) -> (forall i x, 0 <= g i x) ->
  (forall i, 0 <= c i) ->
  (forall i, \int[Pr A]_x (g i x)%:E = (c i)%:E)%E ->
  (\int[Pr (pspow A n)]_z (\prod_(i < n) g i (crd z i))%:E = (\prod_(i < n) c i)%:E)%E.
Proof.
move=> mg g0 c0 gc; elim: n g c mg g0 c0 gc => [|n IH] g c mg g0 c0 gc.
  under eq_integral do rewrite big_ord0.
  by rewrite big_ord0 int_cst.
under eq_integral do rewrite big_ord_recl.
rewrite [LHS](@ps_tonelli A (pspow A n)
  (fun z => (g 0%N z.1 * \prod_(i < n) g i.+1 (crd z.2 i))%:E)); last 2 first.
- apply/EFin_measurable_fun; apply: measurable_funM.
    by apply: (measurable_fun_comp (f := g 0%N)) => //; exact: mfst.
  apply: (measurable_fun_comp
    (f := fun z : pT (pspow A n) => \prod_(i < n) g i.+1 (crd z i))); last exact: msnd.
  apply: mprod => i; apply: (measurable_fun_comp (f := g i.+1)) => //.
  exact: mcrd.
- by move=> z; rewrite lee_fin mulr_ge0// prodr_ge0.
transitivity (\int[Pr A]_x ((\prod_(i < n) c i.+1)%:E * (g 0%N x)%:E))%E.
  apply: eq_integral => x _ /=.
  under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//.
  - by rewrite (IH (fun i => g i.+1) (fun i => c i.+1))// muleC.
  - apply/EFin_measurable_fun; apply: mprod => i.
    by apply: (measurable_fun_comp (f := g i.+1)) => //; exact: mcrd.
  - by move=> z _; rewrite lee_fin prodr_ge0.
  - by rewrite lee_fin.
rewrite ge0_integralM//; last 3 first.
- by apply/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
- by rewrite lee_fin prodr_ge0.
by rewrite gc -EFinM big_ord_recl mulrC.
Qed.

Lemma prod_skip0 n (F : nat -> R) :
  \prod_(j < n.+1 | j != 0%N :> nat) F j = \prod_(j < n) F j.+1.
Proof. by rewrite big_mkcond big_ord_recl /= mul1r; apply: eq_bigr. Qed.
Lemma prod_skipS n i (F : nat -> R) :
  \prod_(j < n.+1 | j != i.+1 :> nat) F j =
  F 0%N * \prod_(j < n | j != i :> nat) F j.+1.
Proof.
rewrite big_mkcond big_ord_recl /=; congr (_ * _).
by rewrite [RHS]big_mkcond; apply: eq_bigr => j _; rewrite eqSS.
Qed.

(* conditioning on one coordinate                                             *)
Lemma pow_cond A n (i : nat) (f : pT A -> R) (g : nat -> pT A -> pT A -> R)
    (h : nat -> pT A -> R) : (i < n)%N ->
  measurable_fun setT f -> (forall v, 0 <= f v) ->
  (forall j, measurable_fun setT (fun p : pT A * pT A => g j p.1 p.2)) ->
  (forall j v w, 0 <= g j v w) ->
  (forall j, measurable_fun setT (h j)) -> (forall j v, 0 <= h j v) ->
  (forall j v, \int[Pr A]_w (g j v w)%:E = (h j v)%:E)%E ->
  (\int[Pr (pspow A n)]_z
     (f (crd z i) * \prod_(j < n | j != i :> nat) g j (crd z i) (crd z j))%:E =
   \int[Pr A]_v (f v * \prod_(j < n | j != i :> nat) h j v)%:E)%E.
Proof.
elim: n i f g h => [//|n IH] i f g h ltin mf f0 mg g0 mh h0 gh.
have mgc (X : pspace) (a b : pT X -> pT A) j : measurable_fun setT a ->
    measurable_fun setT b -> measurable_fun setT (fun z => g j (a z) (b z)).
  move=> ma mb.
  apply: (measurable_fun_comp (f := fun p : pT A * pT A => g j p.1 p.2)
    (g := fun z => (a z, b z))) => //.
  by apply/prod_measurable_funP.
case: i ltin => [|i] ltin.
- under eq_integral do rewrite (prod_skip0 _ (fun j => g j _ (crd _ j))).
  under [RHS]eq_integral do rewrite (prod_skip0 _ (fun j => h j _)).
  rewrite [LHS](@ps_tonelli A (pspow A n)
    (fun z => (f z.1 * \prod_(j < n) g j.+1 z.1 (crd z.2 j))%:E)); last 2 first.
  + apply/EFin_measurable_fun; apply: measurable_funM.
      by apply: (measurable_fun_comp (f := f)) => //; exact: mfst.
    apply: mprod => j; apply: (mgc (psprod A (pspow A n))); first exact: mfst.
    apply: (measurable_fun_comp (f := fun z : pT (pspow A n) => crd z j)).
      exact: mcrd.
    exact: msnd.
  + by move=> z; rewrite lee_fin mulr_ge0// prodr_ge0.
  apply: eq_integral => v _ /=.
  have mgv j : measurable_fun setT (g j v) by exact: (measurable_fun_prod1 v (mg j)).
  under eq_integral do rewrite EFinM.
  rewrite ge0_integralM//.
  + by rewrite (@pow_prod A n (fun j => g j.+1 v) (fun j => h j.+1 v)).
  + apply/EFin_measurable_fun; apply: mprod => j.
    by apply: (measurable_fun_comp (f := g j.+1 v)) => //; exact: mcrd.
  + by move=> z _; rewrite lee_fin prodr_ge0.
  + by rewrite lee_fin.
- under eq_integral do rewrite (prod_skipS _ _ (fun j => g j _ (crd _ j))).
  under [RHS]eq_integral do rewrite (prod_skipS _ _ (fun j => h j _)) mulrA.
  rewrite -(IH i (fun v => f v * h 0%N v) (fun j => g j.+1) (fun j => h j.+1))//; last 2 first.
  + exact: measurable_funM.
  + by move=> v; rewrite mulr_ge0.
  rewrite [LHS](@ps_tonelli2 A (pspow A n)
    (fun z => (f (crd z.2 i) * (g 0%N (crd z.2 i) z.1 *
       \prod_(j < n | j != i :> nat) g j.+1 (crd z.2 i) (crd z.2 j)))%:E)); last 2 first.
  + have mc k : measurable_fun setT (fun z : pT A * pT (pspow A n) => crd z.2 k).
      apply: (measurable_fun_comp (f := fun z : pT (pspow A n) => crd z k)).
        exact: mcrd.
      exact: msnd.
    apply/EFin_measurable_fun; apply: measurable_funM.
      by apply: (measurable_fun_comp (f := f)) => //; exact: mc.
    apply: measurable_funM.
      by apply: (mgc (psprod A (pspow A n))); [exact: mc|exact: mfst].
    apply: mprod => j; apply: (mgc (psprod A (pspow A n))); exact: mc.
  + by move=> z; rewrite lee_fin !mulr_ge0// prodr_ge0.
  apply: eq_integral => z _ /=; set v := crd z i.
  have mgv : measurable_fun setT (g 0%N v) by exact: (measurable_fun_prod1 v (mg 0%N)).
  set q := \prod_(j < n | _) _.
  have q0 : 0 <= q by rewrite prodr_ge0.
  transitivity (\int[Pr A]_x ((f v * q)%:E * (g 0%N v x)%:E))%E.
    by apply: eq_integral => x _; rewrite -EFinM mulrA mulrAC.
  rewrite ge0_integralM//.
  + by rewrite gh -EFinM mulrAC.
  + by apply/EFin_measurable_fun.
  + by move=> x _; rewrite lee_fin.
  + by rewrite lee_fin mulr_ge0.
Qed.
End pspace.

(* ----- measure-preserving maps ----------------------------------------------- *)
Section preservation.
Variable R : realType.
Implicit Types A B C : pspace R.

Definition pres A B (phi : pT A -> pT B) := measurable_fun setT phi /\
  forall X, measurable X -> pP A (phi @^-1` X) = pP B X.

Lemma pres_id A : pres (A := A) id.
Proof. by split=> //; exact: measurable_fun_id. Qed.

Lemma pres_integral A B (phi : pT A -> pT B) (F : pT B -> \bar R) :
  pres phi -> measurable_fun setT F -> (forall x, 0 <= F x)%E ->
  (\int[pP A]_x F (phi x) = \int[pP B]_x F x)%E.
Proof.
move=> [mphi P] mF F0.
rewrite -[LHS](integral_pushforward mphi (pP A) mF F0).
by apply: eq_measure_integral => X mX _; exact: P.
Qed.

Lemma pres_prod A A' B B' (phi : pT A -> pT A') (psi : pT B -> pT B') :
  pres phi -> pres psi ->
  pres (A := psprod A B) (B := psprod A' B') (fun z : pT A * pT B => (phi z.1, psi z.2)).
Proof.
move=> pphi ppsi; have [mphi _] := pphi; have [mpsi Ppsi] := ppsi; split.
  apply/prod_measurable_funP; split.
    by apply: (measurable_fun_comp (f := phi)) => //; exact: mfst.
  by apply: (measurable_fun_comp (f := psi)) => //; exact: msnd.
move=> X mX; rewrite /= /product_measure1 /=.
rewrite -(pres_integral (F := fun x => pP B' (xsection X x)) pphi); last 2 first.
- by apply: measurable_fun_xsection; [exact: ps_sf|exact: mem_set].
- by [].
apply: eq_integral => x _ /=; rewrite -(Ppsi (xsection X (phi x))); last first.
  exact: measurable_xsection.
by congr (pP B _); apply/seteqP; split => y /=; rewrite /xsection /= !inE.
Qed.

Fixpoint pmap A B (phi : pT A -> pT B) (n : nat) : pT (pspow A n) -> pT (pspow B n) :=
  match n return pT (pspow A n) -> pT (pspow B n) with
  | 0 => id
  | k.+1 => fun z => (phi z.1, pmap phi z.2)
  end.

Lemma pres_pmap A B (phi : pT A -> pT B) n : pres phi ->
  pres (A := pspow A n) (B := pspow B n) (@pmap A B phi n).
Proof.
move=> pphi; elim: n => [|n IH]; first exact: pres_id.
exact: (pres_prod pphi IH).
Qed.

Lemma crd_pmap A B (phi : pT A -> pT B) n (z : pT (pspow A n)) i : (i < n)%N ->
  crd (pmap phi z) i = phi (crd z i).
Proof. by elim: n z i => [//|n IH] z [//|i] ltin /=; rewrite IH. Qed.

Lemma pres_preimage A B (phi : pT A -> pT B) X : pres phi -> measurable X ->
  measurable (phi @^-1` X).
Proof. by move=> [mphi _] mX; rewrite -[X in measurable X]setTI; exact: mphi. Qed.
End preservation.

(* ----- expectations of nonnegative functions ------------------------------------ *)
Section expectation.
Variable R : realType.
Implicit Types (A B : pspace R) (c e : R).

Definition mean A (f : pT A -> R) (e : R) := [/\ measurable_fun setT f,
  forall x, 0 <= f x & (\int[pP A]_x (f x)%:E = e%:E)%E].

Lemma mean_scale A (f : pT A -> R) c e : 0 <= c -> mean f e -> mean (fun x => c * f x) (c * e).
Proof.
move=> c0 [mf f0 fe]; split; [exact: measurable_funrM|by move=> x; exact: mulr_ge0|].
under eq_integral do rewrite EFinM.
by rewrite ge0_integralM ?fe//; [exact/EFin_measurable_fun|move=> x _; rewrite lee_fin].
Qed.

Lemma mean_le A (f g : pT A -> R) e e' : mean f e -> mean g e' ->
  (forall x, f x <= g x) -> e <= e'.
Proof.
move=> [mf f0 fe] [mg g0 ge] fg; rewrite -lee_fin -fe -ge; apply: ge0_le_integral => //.
- by move=> x _; rewrite lee_fin.
- exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
- exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
Qed.

Lemma mean_add A (f g : pT A -> R) e e' : mean f e -> mean g e' ->
  mean (fun x => f x + g x) (e + e').
Proof.
move=> [mf f0 fe] [mg g0 ge]; split; [exact: measurable_funD|by move=> x; exact: addr_ge0|].
under eq_integral do rewrite EFinD.
rewrite ge0_integralD ?fe ?ge//; try exact/EFin_measurable_fun.
- by move=> x _; rewrite lee_fin.
- by move=> x _; rewrite lee_fin.
Qed.

Lemma mean_sum A (I : eqType) (s : seq I) (f : I -> pT A -> R) e :
  (forall i, i \in s -> mean (f i) e) -> mean (fun x => \sum_(i <- s) f i x) (e *+ size s).
Proof.
elim: s => [|i s IH] fe.
  split; [|by move=> x; rewrite big_nil|].
    by under eq_fun do rewrite big_nil; exact: measurable_fun_cst.
  by under eq_integral do rewrite big_nil; rewrite int_cst.
under eq_fun do rewrite big_cons; rewrite mulrS; apply: mean_add.
  by apply: fe; rewrite mem_head.
by apply: IH => j js; apply: fe; rewrite inE js orbT.
Qed.

Lemma mean_pres A B (phi : pT A -> pT B) (f : pT B -> R) e : pres phi -> mean f e ->
  mean (fun x => f (phi x)) e.
Proof.
move=> pphi [mf f0 fe]; split=> //.
  by apply: (measurable_fun_comp (f := f)) => //; exact: pphi.1.
rewrite -fe; apply: (pres_integral (F := fun x => (f x)%:E) pphi).
- exact/EFin_measurable_fun.
- by move=> x; rewrite lee_fin.
Qed.

(* Markov's inequality at level 1                                                   *)
Lemma markov1 A (f : pT A -> R) e : mean f e -> (pP A (~` [set x | (f x < 1)%R]) <= e%:E)%E.
Proof.
move=> [mf f0 <-]; have -> : ~` [set x | f x < 1] = [set x | 1 <= f x].
  by apply/seteqP; split=> x /=; [move/negP; rewrite -leNgt|rewrite leNgt => /negP].
rewrite -[X in (pP A X)]setIT -integral_indic//; last exact: measurable_le.
apply: ge0_le_integral => //.
- by move=> x _; exact: indicE_ge0.
- by apply/EFin_measurable_fun; apply: measurable_fun_indic; exact: measurable_le.
- by move=> x _; rewrite lee_fin.
- exact/EFin_measurable_fun.
- move=> x _; rewrite lee_fin indicE; case: (boolP (_ \in _)) => // .
  by rewrite inE.
Qed.
End expectation.

(* ----- coins --------------------------------------------------------------------- *)
Section coins.
Variables (R : realType) (p : R).
Hypotheses (p0 : 0 <= p) (p1 : p <= 1).

Let q0 : 0 <= 1 - p. Proof. by rewrite subr_ge0. Qed.
Let half (c : R) (c0 : 0 <= c) (b : bool) := [the {measure set bool -> \bar R} of
  mscale (NngNum c0) [the {measure set bool -> \bar R} of \d_ b]].
Definition biased_measure := [the {measure set bool -> \bar R} of
  measure_add (half p0 true) (half q0 false)].

Lemma biased_total : biased_measure setT = 1%E.
Proof.
rewrite [LHS]measure_addE /half /= /mscale /= !diracE !mem_set// !mule1 -EFinD.
by rewrite addrC subrK.
Qed.

Definition biased : pspace R := PSpace biased_total.

Lemma biased_int (F : bool -> R) : (forall b, 0 <= F b) ->
  (\int[pP biased]_b (F b)%:E = (p * F true + (1 - p) * F false)%:E)%E.
Proof.
move=> F0; have mF : measurable_fun setT (fun b => (F b)%:E) by move=> _ Y _.
rewrite [LHS]integral_measure_add//; last by move=> b _; rewrite lee_fin.
rewrite !ge0_integral_mscale//; try by move=> b _; rewrite lee_fin.
by rewrite !integral_dirac// !indicE !mem_set// !mul1e -!EFinM -EFinD.
Qed.
End coins.

Section fair.
Variable R : realType.
Lemma half_ge0 : 0 <= 2^-1 :> R. Proof. by rewrite invr_ge0. Qed.
Lemma half_le1 : 2^-1 <= 1 :> R. Proof. by rewrite invf_le1// ler1n. Qed.
Definition fair_coin : pspace R := biased half_ge0 half_le1.
End fair.
