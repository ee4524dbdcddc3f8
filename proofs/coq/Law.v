(* Law.v: the exact law of the weight vector: w2 is sig sqrt m times a standard    *)
(* Gaussian vector, whatever the labels.                                        *)
(*                                                                             *)
(*   blend a b        == (v, w) to a v + b w, coordinate by coordinate             *)
(*   pres_blend       == it preserves when a^2 + b^2 = 1 and b <> 0               *)
(*   turned           == a point to its noise times its label                     *)
(*   gathered n       == n + 1 points to their turned sum over sqrt (n + 1)        *)
(*   pres_gathered    == it is a standard Gaussian vector                        *)
(*   sq_law           == |w2|^2 = m sig^2 |g|^2 with g = gathered                  *)
(*   sq_mgf           == E exp (mu |w2|^2) = (1 - 2 mu m sig^2)^(-D/2), mu of any sign  *)
From UC Require Import Prelude Lebesgue Gaussian Product Learner Linear Rotation Coupling Sign.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section blend.
Variables (R : realType) (D : nat).
Local Notation G := (psG R).
Local Notation V := (V R D).

Definition blend (a b : R) (z : pT V * pT V) : pT V :=
  pmap (A := psprod G G) (B := G) (lin a b) (zip2 z).

Lemma pres_blend a b : a ^+ 2 + b ^+ 2 = 1 -> b != 0 -> pres (A := psprod V V) (B := V) (blend a b).
Proof.
by move=> ab b0; exact: (pres_comp (pres_pmap D (pres_lin ab b0)) (@pres_zip2 R G G D)).
Qed.

Lemma crd_zip2 (A U : pspace R) n (z : pT (pspow A n) * pT (pspow U n)) i : (i < n)%N ->
  crd (zip2 z) i = (crd z.1 i, crd z.2 i).
Proof. by elim: n z i => [//|n IH] [[x v] [y w]] [//|i] lt_in /=; rewrite IH. Qed.

Lemma vec_blend a b z : vec (blend a b z) = a *: vec z.1 + b *: vec z.2.
Proof. by apply/rowP => k; rewrite !mxE /blend crd_pmap// crd_zip2. Qed.
End blend.

Section law.
Variables (R : realType) (D : nat) (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Local Notation G := (psG R).
Local Notation V := (V R D).
Local Notation X := (X D L).

Lemma mturn n : measurable_fun setT (fun z : R * pT (pspow G n) =>
  pmap (A := G) (B := G) (fun x : R => z.1 * x) z.2).
Proof.
elim: n => [|n IH]; first exact: msnd.
apply/prod_measurable_funP; split.
  apply: measurable_funM; first exact: mfst.
  by apply: (measurable_fun_comp (f := fst : pT G * pT (pspow G n) -> pT G)
    (g := snd : R * (pT G * pT (pspow G n)) -> pT G * pT (pspow G n))); [exact: mfst|exact: msnd].
apply: (measurable_fun_comp (f := fun z : R * pT (pspow G n) => pmap (A := G) (B := G) (fun x : R => z.1 * x) z.2)
  (g := fun z : R * pT (pspow G n.+1) => (z.1, z.2.2))) => //.
apply/prod_measurable_funP; split; first exact: mfst.
by apply: (measurable_fun_comp (f := snd : pT G * pT (pspow G n) -> pT (pspow G n))
  (g := snd : R * (pT G * pT (pspow G n)) -> pT G * pT (pspow G n))); [exact: msnd|exact: msnd].
Qed.

Definition turned (t : pT X) : pT V := pmap (A := G) (B := G) (fun x : R => lab t.1 * x) t.2.

Lemma pres_turned : pres (A := X) (B := V) turned.
Proof.
apply: (pres_family (A := L) (B := V) (C := V)) => [|l]; last first.
  have p : pres (A := G) (B := G) (fun x : R => lab l * x).
    have /eqP : lab l ^+ 2 = 1 by rewrite expr2 lab2.
    rewrite sqrf_eq1 => /orP[] /eqP ->; first by under eq_fun do rewrite mul1r; exact: pres_id.
    by under eq_fun do rewrite mulN1r; exact: (pres_put R false).
  exact: (pres_pmap D p).
apply: (measurable_fun_comp (f := fun z : R * pT V => pmap (A := G) (B := G) (fun x : R => z.1 * x) z.2)
  (g := fun t : pT X => (lab t.1, t.2))); first exact: mturn.
apply/prod_measurable_funP; split; last exact: msnd.
by apply: mlab_fst => //; exact: mfst.
Qed.

Lemma vec_turned t : vec (turned t) = lab t.1 *: vec t.2.
Proof. by apply/rowP => k; rewrite !mxE /turned crd_pmap. Qed.

Definition share n : R := (Num.sqrt n.+2%:R)^-1.
Definition keep n : R := Num.sqrt n.+1%:R * share n.

Fixpoint gathered n : pT (pspow X n.+1) -> pT V :=
  match n return pT (pspow X n.+1) -> pT V with
  | 0 => fun z => turned z.1
  | k.+1 => fun z => blend (share k) (keep k) (turned z.1, gathered z.2)
  end.

Let share2 n : share n ^+ 2 = n.+2%:R^-1.
Proof. by rewrite /share exprVn sqr_sqrtr. Qed.

Lemma pres_gathered n : pres (A := pspow X n.+1) (B := V) (@gathered n).
Proof.
elim: n => [|n IH]; first exact: (pres_comp pres_turned (pres_fst _ _)).
apply: (pres_comp (pres_blend _ _ _) (pres_prod pres_turned IH)).
  rewrite /keep exprMn share2 sqr_sqrtr// -{1}[n.+2%:R^-1]mul1r -mulrDl -[1 in LHS]/(1%:R) -natrD add1n.
  by rewrite mulfV// pnatr_eq0.
by rewrite mulf_neq0 ?invr_eq0// gt_eqF// sqrtr_gt0 ltr0n.
Qed.

Lemma vec_gathered n (z : pT (pspow X n.+1)) : Num.sqrt n.+1%:R *: vec (gathered z) =
  \sum_(i < n.+1) lab (crd z i : pT X).1 *: vec (crd z i : pT X).2.
Proof.
elim: n z => [|n IH] z; first by rewrite sqrtr1 scale1r big_ord_recl big_ord0 addr0 /= vec_turned.
have s0 : Num.sqrt n.+2%:R != 0 :> R by rewrite gt_eqF// sqrtr_gt0 ltr0n.
rewrite big_ord_recl -[X in _ = _ + X](IH z.2) /= vec_blend scalerDr !scalerA /= vec_turned.
by rewrite /keep /share mulrCA !mulfV// mulr1 scale1r.
Qed.

Variables (m K : nat) (sig : R) (u : 'rV[R]_K).
Local Notation sq := (@sq R D m.+1 K sig u L lab).

Theorem sq_law s : sq s = m.+1%:R * sig ^+ 2 * dot (vec (gathered s)) (vec (gathered s)).
Proof.
have -> : sq s = dot (sig *: (Num.sqrt m.+1%:R *: vec (gathered s)))
    (sig *: (Num.sqrt m.+1%:R *: vec (gathered s))).
  rewrite vec_gathered /Linear.sq /hS /= /w2 /ys /zs scaler_sumr; congr dot;
    by apply: eq_bigr => i _; rewrite !scalerA mulrC.
rewrite !dotZl !dotZr; set q := dot _ _.
have r2 : Num.sqrt m.+1%:R * Num.sqrt m.+1%:R = m.+1%:R :> R by rewrite -expr2 sqr_sqrtr.
by rewrite -[in RHS]r2; ring.
Qed.

Lemma sq_mgf_succ mu : 2 * (mu * m.+1%:R * sig ^+ 2) < 1 ->
  (\int[pP (Om D m.+1 L)]_s (expR (mu * sq s))%:E =
   ((Num.sqrt (1 - 2 * (mu * m.+1%:R * sig ^+ 2)))^-1 ^+ D)%:E)%E.
Proof.
move=> mu1; rewrite -vec_sq_mgf; last by rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC.
rewrite -(pres_integral (F := fun v => (expR (mu * m.+1%:R * sig ^+ 2 * dot (vec v) (vec v)))%:E) (pres_gathered m)).
- by apply: eq_integral => s _; rewrite sq_law !mulrA.
- apply/EFin_measurable_fun; apply: mexp; apply: measurable_funrM; apply: mdot; apply: mvvec; exact: measurable_fun_id.
- by move=> v; exact: exp_ge0E.
Qed.
End law.

Theorem sq_mgf (R : realType) (D m K : nat) (sig : R) (u : 'rV[R]_K) (L : pspace R) (lab : pT L -> R) mu :
  measurable_fun setT lab -> (forall b, lab b * lab b = 1) -> (0 < m)%N -> 2 * (mu * m%:R * sig ^+ 2) < 1 ->
  (\int[pP (Om D m L)]_s (expR (mu * sq sig u lab s))%:E =
   ((Num.sqrt (1 - 2 * (mu * m%:R * sig ^+ 2)))^-1 ^+ D)%:E)%E.
Proof. by case: m => [//|m] mlab lab2 _; exact: sq_mgf_succ. Qed.
