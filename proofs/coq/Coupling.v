(* Coupling.v: two samples drawn together, each with the law of the sample, the *)
(* labels shared, the noises coupled coordinate by coordinate.                 *)
(*                                                                             *)
(*   copies R         == two standard Gaussians on one space                     *)
(*   joint C t l q    == E exp (t X Y + l Y^2) = q for the two                    *)
(*   put b            == the identity or the negation of a real number           *)
(*   flip             == the copies (g, - g); flip_joint: q = (1 + 2 t - 2 l)^(-1/2) *)
(*   part C b w       == the two samples that w consists of                      *)
(*   pres_part        == each of them has the law of the sample                *)
(*   flipped C w i    == the margin of point i of the second sample under the     *)
(*                        hypothesis learned from the first                     *)
(*   flipped_mgf      == E exp (t flipped) = e^(s t) q^D, q the joint mgf at t sig^2 *)
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

Record copies := Copies {
  cS : pspace R;
  cp : bool -> pT cS -> R;
  cpres : forall b, pres (B := psG R) (cp b) }.

Definition joint (C : copies) (t l q : R) := 0 <= q /\
  (\int[pP (cS C)]_w (expR (t * (cp false w * cp true w) + l * cp true w ^+ 2))%:E = q%:E)%E.

Definition put (b : bool) (x : R) : R := if b then x else - x.

Lemma pres_put b : pres (A := psG R) (B := psG R) (put b).
Proof.
case: b; first exact: pres_id.
split; last exact: gauss_sym.
rewrite (_ : put false = aff (-1) 0); first exact: maff.
by apply/funext => x; rewrite /aff mulN1r addr0.
Qed.

Definition flip : copies := Copies (fun b => pres_put (~~ b)).

Lemma flip_joint (t l : R) : 0 < 1 - 2 * (l - t) ->
  joint flip t l (Num.sqrt (1 - 2 * (l - t)))^-1.
Proof.
move=> v0; split; first by rewrite invr_ge0 sqrtr_ge0.
have lt2 : l - t < 2^-1 by rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC -subr_gt0.
rewrite -(gauss_sq_mgf lt2); apply: (@eq_integral _ _ _ (@gauss R)) => x _.
by congr (expR _)%:E; rewrite /put /=; ring.
Qed.
End couplings.
Arguments cp {R} _ _ _.
Arguments cpres {R} _ _.

Section coupled_samples.
Variable R : realType.
Variables (D m K : nat) (sig : R) (u : 'rV[R]_K).
Variables (L : pspace R) (lab : pT L -> R).
Hypothesis mlab : measurable_fun setT lab.
Hypothesis lab2 : forall b, lab b * lab b = 1.
Variable C : copies R.
Implicit Types (b : bool) (i j : 'I_m).

Local Notation X := (X D L).
Local Notation Om := (Om D m L).
Local Notation zs := (@zs R D m sig L).
Local Notation ys := (@ys R D m L lab).
Local Notation hS := (hS sig u lab).

Definition CV : pspace R := pspow (cS C) D.
Definition CX : pspace R := psprod L CV.
Definition COm : pspace R := pspow CX m.

Definition partX b (t : pT CX) : pT X := (t.1, pmap (B := psG R) (cp C b) t.2).
Definition part b (w : pT COm) : pT Om := pmap (partX b) w.

Lemma pres_partX b : pres (partX b).
Proof.
apply: (pres_prod (phi := id) (psi := @pmap _ _ (psG R) (cp C b) D)); first exact: pres_id.
by apply: pres_pmap; exact: cpres.
Qed.

Lemma pres_part b : pres (part b).
Proof. by apply: pres_pmap; exact: pres_partX. Qed.

(* the noise direction of a coupled point                                        *)
Definition nz b (t : pT CX) : 'rV[R]_D := vec (partX b t).2.

Lemma mnz b d (T : measurableType d) (f : T -> pT CX) : measurable_fun setT f ->
  mv (fun t => nz b (f t)).
Proof.
move=> mf; apply: mvvec; apply: (measurable_fun_comp (f := snd : pT X -> pT (V R D))).
  exact: msnd.
by apply: (measurable_fun_comp (f := partX b)) => //; exact: (pres_partX b).1.
Qed.

Lemma part_ys b w i : ys (part b w) i = lab (crd w i : pT CX).1.
Proof. by rewrite /ys /part crd_pmap. Qed.

Lemma part_zs b w i : zs (part b w) i = sig *: nz b (crd w i).
Proof. by rewrite /zs /part crd_pmap. Qed.

Lemma nzE b t (q : 'I_D) : nz b t 0 q = cp C b (crd t.2 q).
Proof. by rewrite mxE /= crd_pmap. Qed.

(* the joint mgf of one coupled point                                            *)
Lemma pair_mgf (t l q : R) : joint C t l q ->
  (\int[pP CX]_z (expR (t * dot (nz false z) (nz true z) + l * dot (nz true z) (nz true z)))%:E =
   (q ^+ D)%:E)%E.
Proof.
move=> [q0 jt].
pose g (x : pT (cS C)) := expR (t * (cp C false x * cp C true x) + l * cp C true x ^+ 2).
have mg : measurable_fun setT g.
  apply: mexp; apply: measurable_funD.
    by apply: measurable_funrM; apply: measurable_funM; exact: (cpres C _).1.
  by apply: measurable_funrM; apply: measurable_fun_sqr; exact: (cpres C true).1.
have mG : measurable_fun setT (fun z : pT CV => \prod_(q < D) g (crd z q)).
  by apply: mprod => j; apply: (measurable_fun_comp (f := g)) => //; exact: mcrd.
transitivity (\int[pP CX]_z (\prod_(q < D) g (crd z.2 q))%:E)%E.
  apply: eq_integral => z _; rewrite -expR_sum; congr (expR _)%:E.
  rewrite big_split /= /dot !mulr_sumr; congr (_ + _); apply: eq_bigr => j _.
    by rewrite !nzE.
  by rewrite !nzE expr2.
rewrite [LHS](@ps_tonelli _ L CV (fun z => (\prod_(q < D) g (crd z.2 q))%:E)); last 2 first.
- apply/EFin_measurable_fun.
  apply: (measurable_fun_comp (f := fun z : pT CV => \prod_(q < D) g (crd z q))) => //.
  exact: msnd.
- by move=> z; rewrite lee_fin prodr_ge0// => j _; exact: exp_ge0.
rewrite -[RHS](int_cst L); last by rewrite exprn_ge0.
apply: eq_integral => b _ /=.
rewrite (@pow_prod _ (cS C) D (fun=> g) (fun=> q)) ?prodr_const ?card_ord//.
by move=> _ x; exact: exp_ge0.
Qed.

Definition flipped (w : pT COm) i : R :=
  margin u (hS (part false w)) (ys (part true w) i) (zs (part true w) i).

Hypothesis m_gt0 : (0 < m)%N.
Variable s : R.
Hypothesis u2 : dot u u = s / m%:R.

Let m_neq0 : m%:R != 0 :> R. Proof. by rewrite pnatr_eq0 -lt0n. Qed.

Lemma flippedE w i : flipped w i = s + sig ^+ 2 *
  (dot (nz false (crd w i)) (nz true (crd w i)) + \sum_(j < m | j != i)
    lab (crd w i : pT CX).1 * lab (crd w j : pT CX).1 * dot (nz true (crd w i)) (nz false (crd w j))).
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

Lemma mflipped i : measurable_fun setT (fun w => flipped w i).
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
Definition rest s : R := (m.-1)%:R * (s ^+ 2 / 2).

Theorem flipped_mgf t q i : joint C (t * sig ^+ 2) (rest (t * sig ^+ 2)) q ->
  (\int[pP COm]_w (expR (t * flipped w i))%:E = (expR (t * s) * q ^+ D)%:E)%E.
Proof.
set r := t * sig ^+ 2 => jt.
pose f (v : pT CX) := expR (r * dot (nz false v) (nz true v)).
pose g (j : nat) (v w : pT CX) :=
  expR ((r * lab v.1) * lab w.1 * dot (nz true v) (nz false w)).
pose h (j : nat) (v : pT CX) := expR (r ^+ 2 / 2 * dot (nz true v) (nz true v)).
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
  rewrite (pres_integral (B := X) (phi := partX false)
    (F := fun z => (expR ((r * lab v.1) * lab z.1 * dot (nz true v) (vec z.2)))%:E)); last 3 first.
  - exact: pres_partX.
  - by apply/EFin_measurable_fun; apply: mexp; exact: mlin.
  - by move=> z; exact: exp_ge0E.
  rewrite lin_mgf// /h; congr (expR _)%:E; have := lab2 v.1.
  set b := lab v.1; set e := dot _ _ => b2.
  transitivity (r ^+ 2 / 2 * e * (b * b)); first by field.
  by rewrite b2 mulr1.
under eq_integral do rewrite flippedE mulrDr expRD EFinM.
have mq : measurable_fun setT (fun w : pT COm => expR (t * (sig ^+ 2 *
    (dot (nz false (crd w i)) (nz true (crd w i)) + \sum_(j < m | j != i)
    lab (crd w i : pT CX).1 * lab (crd w j : pT CX).1 * dot (nz true (crd w i)) (nz false (crd w j)))))).
  apply: mexp; apply: measurable_funrM.
  have := mflipped i; under eq_fun do rewrite flippedE.
  move=> mfl; have mfl4 := measurable_funB mfl (@measurable_fun_cst _ _ _ _ setT s).
  by move: mfl4; congr (measurable_fun _ _); apply/funext => w /=; rewrite addrAC subrr add0r.
rewrite ge0_integralM//; last 3 first.
- exact/EFin_measurable_fun.
- by move=> w _; exact: exp_ge0E.
- exact: exp_ge0E.
rewrite [RHS]EFinM; congr (_ * _)%E.
transitivity (\int[pP COm]_w (f (crd w i) *
    \prod_(j < m | j != i :> nat) g j (crd w i) (crd w j))%:E)%E.
  apply: eq_integral => w _; rewrite -expR_sum -expRD; congr (expR _)%:E.
  rewrite mulrA -/r mulrDr; congr (_ + _); rewrite mulr_sumr.
  by apply: eq_big => [j|j _]; [rewrite val_eqE|rewrite !mulrA].
rewrite (@pow_cond _ CX m i f g h (ltn_ord i) mf (fun v => exp_ge0 _) mg
  (fun _ _ _ => exp_ge0 _) mh (fun _ _ => exp_ge0 _) gh).
rewrite -(pair_mgf jt).
apply: eq_integral => v _; rewrite /h (eq_bigl (fun j => j \in predC1 i)); last first.
  by move=> j; rewrite inE /= val_eqE.
rewrite prodr_const cardC1 card_ord -expRMm -expRD; congr (expR _)%:E.
by rewrite /rest mulrA.
Qed.
End coupled_samples.
