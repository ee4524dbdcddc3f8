(* Coupling.v: several samples drawn together, each with the law of the sample, *)
(* the labels shared, the noises negatively correlated.                        *)
(*                                                                             *)
(*   coupling k rho    == k standard Gaussians on one space, each two of them    *)
(*                        with correlation - rho (stated by their joint mgf)    *)
(*   flip              == the coupling (g, - g), with k = 2 and rho = 1          *)
(*   part C a w        == the a-th of the k samples that w consists of           *)
(*   pres_part         == each of them has the law of the sample                *)
(*   flipped C a c w i == the margin of point i of sample c under the            *)
(*                        hypothesis learned from sample a                      *)
(*   denom rho m t     == 1 + 2 rho t - t^2 (m - rho^2)                          *)
(*   flipped_mgf       == E exp (t flipped) = e^(4 t) denom^(-D/2), at t sig^2   *)
From UC Require Import Prelude Lebesgue Gaussian Product Learner Linear.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section couplings.
Variable R : realType.

Record coupling (k : nat) (rho : R) := Coupling {
  cS : pspace R;
  cp : 'I_k -> pT cS -> R;
  cpres : forall a, pres (B := psG R) (cp a);
  cpair : forall (a c : 'I_k) (t l : R), (a < c)%N ->
    let v := 1 + 2 * rho * t - t ^+ 2 * (1 - rho ^+ 2) - 2 * l in 0 < v ->
    (\int[pP cS]_w (expR (t * (cp a w * cp c w) + l * cp c w ^+ 2))%:E =
     (Num.sqrt v)^-1%:E)%E }.

Lemma pres_opp : pres (A := psG R) (B := psG R) (-%R : R -> R).
Proof.
split; last exact: gauss_sym.
rewrite (_ : -%R = aff (-1) 0); first exact: maff.
by apply/funext => x; rewrite /aff mulN1r addr0.
Qed.

Definition flip_map (a : 'I_2) (x : R) : R := if val a is 0%N then x else - x.

Lemma pres_flip_map a : pres (A := psG R) (B := psG R) (flip_map a).
Proof. by case: a => [[|i] lti]; [exact: pres_id|exact: pres_opp]. Qed.

Lemma flip_pair (a c : 'I_2) (t l : R) : (a < c)%N ->
  let v := 1 + 2 * 1 * t - t ^+ 2 * (1 - 1 ^+ 2) - 2 * l in 0 < v ->
  (\int[pP (psG R)]_x (expR (t * (flip_map a x * flip_map c x) + l * flip_map c x ^+ 2))%:E =
   (Num.sqrt v)^-1%:E)%E.
Proof.
case: a c => [[|[|//]] ?] [[|[|//]] ?] //= _; set v := (X in Num.sqrt X) => v0.
have vE : v = 1 - 2 * (l - t) by rewrite /v; ring.
have lt2 : l - t < 2^-1 by rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC -subr_gt0 -vE.
rewrite vE -(gauss_sq_mgf lt2); apply: (@eq_integral _ _ _ (@gauss R)) => x _.
by congr (expR _)%:E; rewrite /flip_map /=; ring.
Qed.

Definition flip : coupling 2 1 := Coupling pres_flip_map flip_pair.
End couplings.
Arguments cp {R k rho} _ _ _.
Arguments cpres {R k rho} _ _.

Section coupled_samples.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Variables (k : nat) (rho : R) (C : coupling k rho).
Implicit Types (a c : 'I_k) (i j : 'I_m).

Local Notation X := (X D L).
Local Notation Om := (Om D m L).
Local Notation zs := (@zs R D m sig L).
Local Notation ys := (@ys R D m L lab).
Local Notation hS := (hS sig u lab).

Definition CV : pspace R := pspow (cS C) D.
Definition CX : pspace R := psprod L CV.
Definition COm : pspace R := pspow CX m.

Definition partX a (t : pT CX) : pT X := (t.1, pmap (B := psG R) (cp C a) t.2).
Definition part a (w : pT COm) : pT Om := pmap (partX a) w.

Lemma pres_partX a : pres (partX a).
Proof.
apply: (pres_prod (phi := id) (psi := @pmap _ _ (psG R) (cp C a) D)); first exact: pres_id.
by apply: pres_pmap; exact: cpres.
Qed.

Lemma pres_part a : pres (part a).
Proof. by apply: pres_pmap; exact: pres_partX. Qed.

(* the noise direction of a coupled point                                        *)
Definition nz a (t : pT CX) : 'rV[R]_D := vec (partX a t).2.

Lemma mnz a d (T : measurableType d) (f : T -> pT CX) : measurable_fun setT f ->
  mv (fun t => nz a (f t)).
Proof.
move=> mf; apply: mvvec; apply: (measurable_fun_comp (f := snd : pT X -> pT (V R D))).
  exact: msnd.
by apply: (measurable_fun_comp (f := partX a)) => //; exact: (pres_partX a).1.
Qed.

Lemma part_ys a w i : ys (part a w) i = lab (crd w i : pT CX).1.
Proof. by rewrite /ys /part crd_pmap. Qed.

Lemma part_zs a w i : zs (part a w) i = sig *: nz a (crd w i).
Proof. by rewrite /zs /part crd_pmap. Qed.

Lemma nzE a t (q : 'I_D) : nz a t 0 q = cp C a (crd t.2 q).
Proof. by rewrite mxE /= crd_pmap. Qed.

(* the joint mgf of one coupled point                                            *)
Lemma pair_mgf a c (t l : R) : (a < c)%N ->
  let v := 1 + 2 * rho * t - t ^+ 2 * (1 - rho ^+ 2) - 2 * l in 0 < v ->
  (\int[pP CX]_z (expR (t * dot (nz a z) (nz c z) + l * dot (nz c z) (nz c z)))%:E =
   ((Num.sqrt v)^-1 ^+ D)%:E)%E.
Proof.
move=> ac v v0.
pose g (x : pT (cS C)) := expR (t * (cp C a x * cp C c x) + l * cp C c x ^+ 2).
have mg : measurable_fun setT g.
  apply: mexp; apply: measurable_funD.
    by apply: measurable_funrM; apply: measurable_funM; exact: (cpres C _).1.
  by apply: measurable_funrM; apply: measurable_fun_sqr; exact: (cpres C c).1.
have mG : measurable_fun setT (fun z : pT CV => \prod_(q < D) g (crd z q)).
  by apply: mprod => q; apply: (measurable_fun_comp (f := g)) => //; exact: mcrd.
transitivity (\int[pP CX]_z (\prod_(q < D) g (crd z.2 q))%:E)%E.
  apply: eq_integral => z _; rewrite -expR_sum; congr (expR _)%:E.
  rewrite big_split /= /dot !mulr_sumr; congr (_ + _); apply: eq_bigr => q _.
    by rewrite !nzE.
  by rewrite !nzE expr2.
rewrite [LHS](@ps_tonelli _ L CV (fun z => (\prod_(q < D) g (crd z.2 q))%:E)); last 2 first.
- apply/EFin_measurable_fun.
  apply: (measurable_fun_comp (f := fun z : pT CV => \prod_(q < D) g (crd z q))) => //.
  exact: msnd.
- by move=> z; rewrite lee_fin prodr_ge0// => q _; exact: exp_ge0.
rewrite -[RHS](int_cst L); last by rewrite exprn_ge0// invr_ge0 sqrtr_ge0.
apply: eq_integral => b _ /=.
rewrite (@pow_prod _ (cS C) D (fun=> g) (fun=> (Num.sqrt v)^-1)) ?prodr_const ?card_ord//.
- by move=> _ x; exact: exp_ge0.
- by move=> _; exact: cpair.
Qed.

Definition denom t : R := 1 + 2 * rho * t - t ^+ 2 * (m%:R - rho ^+ 2).

Definition flipped a c (w : pT COm) i : R :=
  margin u (hS (part a w)) (ys (part c w) i) (zs (part c w) i).

Hypothesis m_gt0 : (0 < m)%N.
Hypothesis u2 : dot u u = m%:R^-1.

Let m_neq0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma flippedE a c w i : flipped a c w i = 4%:R + sig ^+ 2 *
  (dot (nz a (crd w i)) (nz c (crd w i)) + \sum_(j < m | j != i)
    lab (crd w i : pT CX).1 * lab (crd w j : pT CX).1 * dot (nz c (crd w i)) (nz a (crd w j))).
Proof.
rewrite /flipped (margin_learn m_neq0 u2); last 2 first.
- by move=> j; exact: lab2.
- exact: lab2.
congr (_ + _); rewrite (bigD1 i)//= mulrDr; congr (_ + _).
  by rewrite !part_ys !part_zs lab2 mul1r dotZl dotZr mulrA expr2.
rewrite mulr_sumr; apply: eq_bigr => j _; rewrite !part_ys !part_zs dotZl dotZr dotC.
have alg (x y e : R) : x * y * (sig * (sig * e)) = sig ^+ 2 * (y * x * e) by ring.
exact: alg.
Qed.

Lemma mflipped a c i : measurable_fun setT (fun w => flipped a c w i).
Proof.
under eq_fun do rewrite flippedE.
have mc j : measurable_fun setT (fun w : pT COm => crd w j) by exact: mcrd.
have mlc j : measurable_fun setT (fun w : pT COm => lab (crd w j : pT CX).1).
  apply: mlab_fst => //; apply: (measurable_fun_comp (f := fst : pT CX -> pT L)) => //.
  exact: mfst.
apply: measurable_funD; first exact: measurable_fun_cst.
apply: measurable_funrM; apply: measurable_funD; first by apply: mdot; exact: mnz.
apply: msum => j; apply: measurable_funM; first exact: measurable_funM.
by apply: mdot; exact: mnz.
Qed.

(* condition on the point i, integrate the other points, then point i itself      *)
Theorem flipped_mgf a c t i : (a < c)%N -> 0 < denom (t * sig ^+ 2) ->
  (\int[pP COm]_w (expR (t * flipped a c w i))%:E =
   (expR (t * 4%:R) * (Num.sqrt (denom (t * sig ^+ 2)))^-1 ^+ D)%:E)%E.
Proof.
move=> ac; set s := t * sig ^+ 2 => den.
pose f (v : pT CX) := expR (s * dot (nz a v) (nz c v)).
pose g (j : nat) (v w : pT CX) :=
  expR ((s * lab v.1) * lab w.1 * dot (nz c v) (nz a w)).
pose h (j : nat) (v : pT CX) := expR (s ^+ 2 / 2 * dot (nz c v) (nz c v)).
have mid : measurable_fun setT (id : pT CX -> pT CX) by exact: measurable_fun_id.
have mf : measurable_fun setT f by apply: mexp; apply: measurable_funrM; apply: mdot; exact: mnz.
have mh (j : nat) : measurable_fun setT (h j).
  by apply: mexp; apply: measurable_funrM; apply: mdot; exact: mnz.
have mg (j : nat) : measurable_fun setT (fun p : pT CX * pT CX => g j p.1 p.2).
  have mlf (pr : pT CX * pT CX -> pT CX) : measurable_fun setT pr ->
      measurable_fun setT (fun p => lab (pr p).1).
    move=> mpr; apply: mlab_fst => //; apply: (measurable_fun_comp (f := fst : pT CX -> pT L)) => //.
    exact: mfst.
  apply: mexp; apply: measurable_funM.
    apply: measurable_funM; last by apply: mlf; exact: msnd.
    by apply: measurable_funrM; apply: mlf; exact: mfst.
  by apply: mdot; apply: mnz; [exact: mfst|exact: msnd].
have gh (j : nat) v : (\int[pP CX]_w (g j v w)%:E = (h j v)%:E)%E.
  rewrite (pres_integral (B := X) (phi := partX a)
    (F := fun z => (expR ((s * lab v.1) * lab z.1 * dot (nz c v) (vec z.2)))%:E)); last 3 first.
  - exact: pres_partX.
  - by apply/EFin_measurable_fun; apply: mexp; exact: mlin.
  - by move=> z; exact: exp_ge0E.
  rewrite lin_mgf// /h; congr (expR _)%:E; have := lab2 v.1.
  set b := lab v.1; set e := dot _ _ => b2.
  transitivity (s ^+ 2 / 2 * e * (b * b)); first by field.
  by rewrite b2 mulr1.
under eq_integral do rewrite flippedE mulrDr expRD EFinM.
have mq : measurable_fun setT (fun w : pT COm => expR (t * (sig ^+ 2 *
    (dot (nz a (crd w i)) (nz c (crd w i)) + \sum_(j < m | j != i)
    lab (crd w i : pT CX).1 * lab (crd w j : pT CX).1 * dot (nz c (crd w i)) (nz a (crd w j)))))).
  apply: mexp; apply: measurable_funrM.
  have := mflipped a c i; under eq_fun do rewrite flippedE.
  move=> mfl; have mfl4 := measurable_funB mfl (@measurable_fun_cst _ _ _ _ setT (4%:R : R)).
  by move: mfl4; congr (measurable_fun _ _); apply/funext => w /=; rewrite addrAC subrr add0r.
rewrite ge0_integralM//; last 3 first.
- exact/EFin_measurable_fun.
- by move=> w _; exact: exp_ge0E.
- exact: exp_ge0E.
rewrite [RHS]EFinM; congr (_ * _)%E.
transitivity (\int[pP COm]_w (f (crd w i) *
    \prod_(j < m | j != i :> nat) g j (crd w i) (crd w j))%:E)%E.
  apply: eq_integral => w _; rewrite -expR_sum -expRD; congr (expR _)%:E.
  rewrite mulrA -/s mulrDr; congr (_ + _); rewrite mulr_sumr.
  by apply: eq_big => [j|j _]; [rewrite val_eqE|rewrite !mulrA].
rewrite (@pow_cond _ CX m i f g h (ltn_ord i) mf (fun v => exp_ge0 _) mg
  (fun _ _ _ => exp_ge0 _) mh (fun _ _ => exp_ge0 _) gh).
pose l := (m.-1)%:R * (s ^+ 2 / 2).
have denE : denom s = 1 + 2 * rho * s - s ^+ 2 * (1 - rho ^+ 2) - 2 * l.
  have mE : m%:R = (m.-1)%:R + 1 :> R by rewrite natr1 prednK.
  by rewrite /denom mE /l; field.
rewrite denE in den *; rewrite -(pair_mgf ac den).
apply: eq_integral => v _; rewrite /h (eq_bigl (fun j => j \in predC1 i)); last first.
  by move=> j; rewrite inE /= val_eqE.
rewrite prodr_const cardC1 card_ord -expRMm -expRD; congr (expR _)%:E.
by rewrite mulrA.
Qed.
End coupled_samples.
