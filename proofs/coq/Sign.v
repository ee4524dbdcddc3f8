(* Sign.v: the pair of samples (S, eps S), eps flipping each noise coordinate with   *)
(* probability 3/4; it meets every likely event with the exponent 4.                *)
(*                                                                             *)
(*   signs            == u, and whether v = u: a fair coin and one with p = 1/4    *)
(*   act s b w x      == x or s x, by the sign u for b = false, v for b = true      *)
(*   square_act       == the square lemma in one coordinate (square_identity)      *)
(*   zip2, pres_zip2  == from a pair of powers to the power of the pair            *)
(*   action f g       == two actions of U on A that preserve and satisfy the       *)
(*                       square lemma; action_pow, action_label: they compose       *)
(*   sign_lemma       == P (f u x in H, g u x in H) >= P (H)^4 for any action       *)
(*   sign_lemma_pow   == n coordinates with any measure-preserving map s           *)
(*   sign_copies, sign_joint == the two signed Gaussians, their joint mgf          *)
(*   sign_pair        == P (S in G, S' in G) >= P (G)^4                           *)
(*   sign_meets       == hence they meet, kappa = (1 - delta)^4                    *)
From UC Require Import Prelude Lebesgue Gaussian Product Transfer Learner Linear Coupling Rotation.
From UC Require Import Square.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Section signs.
Variable R : realType.

Lemma quarter_ge0 : 0 <= 4%:R^-1 :> R. Proof. by rewrite invr_ge0. Qed.
Lemma quarter_le1 : 4%:R^-1 <= 1 :> R. Proof. by rewrite invf_le1// ler1n. Qed.

Definition quarter_coin : pspace R := biased quarter_ge0 quarter_le1.
Definition signs : pspace R := psprod (fair_coin R) quarter_coin.

Lemma biased_ave (p : R) (p0 : 0 <= p) (p1 : p <= 1) (F : bool -> R) : (forall b, 0 <= F b) ->
  ave (A := biased p0 p1) F = p * F true + (1 - p) * F false.
Proof. by move=> F0; rewrite /ave biased_int. Qed.

Lemma mbool d (T : measurableType d) (f : bool * bool -> T) : measurable_fun setT f.
Proof.
move=> _ Y _; rewrite setTI.
have -> : f @^-1` Y = \bigcup_(z in f @^-1` Y) ([set z.1] `*` [set z.2]).
  apply/seteqP; split=> [z Yz|z [y Yy [/= z1 z2]]]; first by exists z.
  by move: Yy; rewrite (surjective_pairing z) z1 z2 -surjective_pairing.
apply: fin_bigcup_measurable => [|z _]; last exact: measurableM.
exact: finite_finset.
Qed.

Lemma signs_ave (F : bool * bool -> R) : (forall z, 0 <= F z <= 1) -> ave (A := signs) F =
  2^-1 * (4%:R^-1 * F (true, true) + (1 - 4%:R^-1) * F (true, false)) +
  (1 - 2^-1) * (4%:R^-1 * F (false, true) + (1 - 4%:R^-1) * F (false, false)).
Proof.
move=> F01; have F0 z : 0 <= F z by case/andP: (F01 z).
have uF : unitf (A := signs) F by split=> //; exact: mbool.
have [_ ->] := ave_prod uF.
have inner b : ave (A := quarter_coin) (fun y => F (b, y)) =
  4%:R^-1 * F (b, true) + (1 - 4%:R^-1) * F (b, false) by rewrite biased_ave.
under [X in ave X]eq_fun do rewrite inner.
by rewrite biased_ave// => b; rewrite addr_ge0 ?mulr_ge0 ?F0 ?subr_ge0 ?quarter_ge0 ?quarter_le1.
Qed.

(* the first sign is u, the second v = u exactly where w.2                             *)
Definition sign (b : bool) (w : bool * bool) : bool := if b then w.1 == w.2 else w.1.

Section flips.
Variables (A : pspace R) (s : pT A -> pT A).
Hypothesis pres_s : pres s.

Definition act (b : bool) (w : pT signs) (x : pT A) : pT A := if sign b w then x else s x.

Lemma square_act (x : pT A) : square (U := signs) (B := A) (act false ^~ x) (act true ^~ x).
Proof.
have e4 : 4%:R * 4%:R^-1 = 1 :> R by rewrite mulfV.
split; try exact: mbool.
- move=> F uF; rewrite !signs_ave; try by move=> z; exact: uF.2.
  by rewrite /act /sign /=; field.
- move=> F H uF uH; rewrite (@signs_ave (fun w => F (act false w x))); last by move=> z; exact: uF.2.
  rewrite (@signs_ave (fun w => H (act true w x))); last by move=> z; exact: uH.2.
  have mf b : measurable_fun setT ((fun w => act b w x) : pT signs -> pT A) by exact: mbool.
  have [_ u01] := unit_square (U := signs) (B := A) (mf false) (mf true) uF uH.
  rewrite signs_ave//.
  rewrite /act /sign /=; set a := F x; set b := F (s x); set c := H x; set d := H (s x).
  rewrite -subr_ge0 [X in 0 <= X](_ : _ =
      16%:R^-1 * (((a - b) * (c - d)) ^+ 2 + 4%:R * (a * d - b * c) ^+ 2)).
    by rewrite mulr_ge0 ?invr_ge0// addr_ge0 ?sqr_ge0// mulr_ge0 ?sqr_ge0.
  by rewrite -square_identity; field.
Qed.

Lemma mact b : measurable_fun setT (fun z : pT A * pT signs => act b z.2 z.1).
Proof.
apply: measurable_fun_ifT.
- by apply: (measurable_fun_comp (f := sign b) (g := snd : pT A * pT signs -> pT signs));
    [exact: mbool|exact: msnd].
- exact: mfst.
- by apply: (measurable_fun_comp (f := s)); [exact: pres_s.1|exact: mfst].
Qed.

Lemma pres_act b : pres (A := psprod A signs) (B := A) (fun z => act b z.2 z.1).
Proof.
have p : pres (A := psprod signs A) (B := A) (fun z : pT signs * pT A => act b z.1 z.2).
  apply: (pres_family (A := signs) (B := A) (C := A)) => [|w]; last first.
    by rewrite /act; case: (sign b w); [exact: pres_id|exact: pres_s].
  apply: (measurable_fun_comp (f := fun z : pT A * pT signs => act b z.2 z.1)
    (g := fun z : pT signs * pT A => (z.2, z.1))); first exact: mact.
  exact: (pres_swap signs A).1.
exact: (pres_comp p (pres_swap A signs)).
Qed.
End flips.
End signs.

(* ----- regrouping ------------------------------------------------------------------ *)
Section regrouping.
Variable R : realType.
Implicit Types A B U : pspace R.

Definition cross A A' U U' (z : (pT A * pT A') * (pT U * pT U')) :
  (pT A * pT U) * (pT A' * pT U') := ((z.1.1, z.2.1), (z.1.2, z.2.2)).

Lemma pres_cross A A' U U' : pres (A := psprod (psprod A A') (psprod U U'))
  (B := psprod (psprod A U) (psprod A' U')) (@cross A A' U U').
Proof.
have p1 := @pres_right R A A' (psprod U U').
have p2 := pres_prod (@pres_id R A) (@pres_left R A' U U').
have p3 := pres_prod (@pres_id R A) (pres_prod (@pres_swap R A' U) (@pres_id R U')).
have p4 := pres_prod (@pres_id R A) (@pres_right R U A' U').
have p5 := @pres_left R A U (psprod A' U').
exact: (pres_comp p5 (pres_comp p4 (pres_comp p3 (pres_comp p2 p1)))).
Qed.

Fixpoint zip2 A U (n : nat) : pT (pspow A n) * pT (pspow U n) -> pT (pspow (psprod A U) n) :=
  match n return pT (pspow A n) * pT (pspow U n) -> pT (pspow (psprod A U) n) with
  | 0 => fst
  | k.+1 => fun z => ((z.1.1, z.2.1), zip2 (z.1.2, z.2.2))
  end.

Lemma pres_zip2 A U n : pres (A := psprod (pspow A n) (pspow U n))
  (B := pspow (psprod A U) n) (@zip2 A U n).
Proof.
elim: n => [|n IH]; first exact: pres_fst.
exact: (pres_comp (pres_prod (@pres_id R (psprod A U)) IH) (@pres_cross A (pspow A n) U (pspow U n))).
Qed.

Lemma pmap_zip2 A U B (phi : pT U -> pT A -> pT B) n (z : pT (pspow A n) * pT (pspow U n)) :
  pmap (A := psprod A U) (fun p => phi p.2 p.1) (zip2 z) = zmap phi z.2 z.1.
Proof. by elim: n z => [//|n IH] [[a z] [u w]] /=; rewrite IH. Qed.

Lemma pmap_pmap A B C (psi : pT B -> pT C) (phi : pT A -> pT B) n (z : pT (pspow A n)) :
  pmap psi (pmap phi z) = pmap (fun a => psi (phi a)) z.
Proof. by elim: n z => [//|n IH] [a z] /=; rewrite IH. Qed.

Lemma eq_pmap A B (phi psi : pT A -> pT B) n (z : pT (pspow A n)) :
  (forall a, phi a = psi a) -> pmap phi z = pmap psi z.
Proof. by move=> e; elim: n z => [//|n IH] [a z] /=; rewrite IH e. Qed.
End regrouping.

(* ----- the sign lemma ----------------------------------------------------------------- *)
Section action.
Variable R : realType.
Implicit Types A U L : pspace R.

(* U acts on A in two ways that preserve its law and satisfy the square lemma              *)
Record action U A (f g : pT U -> pT A -> pT A) : Prop := Action {
  act_f : pres (A := psprod A U) (B := A) (fun z => f z.2 z.1);
  act_g : pres (A := psprod A U) (B := A) (fun z => g z.2 z.1);
  act_square : forall x, square (U := U) (B := A) (f^~ x) (g^~ x) }.

(* a measure-preserving map, applied or not                                               *)
Lemma action_signs A (s : pT A -> pT A) : pres s -> action (act s false) (act s true).
Proof. by move=> ps; split; [exact: pres_act|exact: pres_act|exact: square_act]. Qed.

(* coordinate by coordinate, and beside a label that stays                                *)
Lemma action_pow U A (f g : pT U -> pT A -> pT A) n : action f g ->
  action (U := pspow U n) (A := pspow A n) (fun u z => zmap f u z) (fun u z => zmap g u z).
Proof.
have lift (h : pT U -> pT A -> pT A) : pres (A := psprod A U) (B := A) (fun z => h z.2 z.1) ->
    pres (A := psprod (pspow A n) (pspow U n)) (B := pspow A n) (fun z => zmap h z.2 z.1).
  move=> ph; have -> : (fun z : pT (pspow A n) * pT (pspow U n) => zmap h z.2 z.1) =
      (fun z => pmap (A := psprod A U) (B := A) (fun p => h p.2 p.1) (zip2 z)).
    by apply/funext => z; rewrite pmap_zip2.
  exact: (pres_comp (pres_pmap n ph) (@pres_zip2 R A U n)).
by move=> [pf pg sq]; split; [exact: lift|exact: lift|move=> z; exact: square_zmap].
Qed.

Lemma action_label U A L (f g : pT U -> pT A -> pT A) : action f g ->
  action (U := U) (A := psprod L A) (fun u x => (x.1, f u x.2)) (fun u x => (x.1, g u x.2)).
Proof.
move=> [pf pg sq]; split.
- exact: (pres_comp (pres_prod (@pres_id R L) pf) (@pres_right R L A U)).
- exact: (pres_comp (pres_prod (@pres_id R L) pg) (@pres_right R L A U)).
- by move=> x; apply: square_slice; exact: sq.
Qed.

Lemma ave_ind A (H : set (pT A)) : measurable H -> ave (\1_H : pT A -> R) = fine (pP A H).
Proof. by move=> mH; rewrite /ave -indic_prob. Qed.

Theorem sign_lemma U A (f g : pT U -> pT A -> pT A) (H : set (pT A)) : action f g -> measurable H ->
  fine (pP A H) ^+ 4 <= fine (pP (psprod A U) [set z | H (f z.2 z.1) /\ H (g z.2 z.1)]).
Proof.
move=> [pf pg sq] mH; have := square_lift pf.1 pg.1 sq mH.
have -> : ave (A := psprod A U) (fun z => \1_H (f z.2 z.1)) = fine (pP A H).
  rewrite -(pf.2 H mH) -ave_ind//; exact: (pres_preimage pf mH).
congr (_ <= _); rewrite -ave_ind; last first.
  exact: (measurableI _ _ (pres_preimage pf mH) (pres_preimage pg mH)).
congr ave; apply/funext => z; rewrite !indicE -natrM mulnb; congr (nat_of_bool _)%:R.
by apply/andP/idP => [[/set_mem H0 /set_mem H1]|/set_mem[H0 H1]]; [|split]; exact: mem_set.
Qed.

(* n coordinates with a measure-preserving map s (an involution, say): the case in words     *)
Corollary sign_lemma_pow A (s : pT A -> pT A) n (H : set (pT (pspow A n))) : pres s -> measurable H ->
  fine (pP (pspow A n) H) ^+ 4 <=
  fine (pP (psprod (pspow A n) (pspow (signs R) n))
    [set z | H (zmap (act s false) z.2 z.1) /\ H (zmap (act s true) z.2 z.1)]).
Proof. by move=> ps; apply: sign_lemma; apply: action_pow; exact: action_signs. Qed.
End action.

(* ----- signed Gaussians -------------------------------------------------------------- *)
Section signed.
Variable R : realType.
Local Notation G := (psG R).
Local Notation signs := (signs R).
Local Notation minus := (@put R false).

Definition signed : pspace R := psprod G signs.
Definition sign_copy (b : bool) (z : pT signed) : R := act (A := G) minus b z.2 z.1.

Lemma pres_sign_copy b : pres (A := signed) (B := G) (sign_copy b).
Proof. by apply: pres_act; exact: pres_put. Qed.

Definition sign_copies : copies R := Copies pres_sign_copy.

Lemma signs_int (F : bool * bool -> R) : (forall z, 0 <= F z) -> (\int[pP signs]_z (F z)%:E =
  (2^-1 * (4%:R^-1 * F (true, true) + (1 - 4%:R^-1) * F (true, false)) +
  (1 - 2^-1) * (4%:R^-1 * F (false, true) + (1 - 4%:R^-1) * F (false, false)))%:E)%E.
Proof.
move=> F0; rewrite [LHS](@ps_tonelli R (fair_coin R) (quarter_coin R) (fun z => (F z)%:E)); last 2 first.
- by apply/EFin_measurable_fun; exact: mbool.
- by move=> z; rewrite lee_fin.
have f0 := quarter_ge0 R; have f1 := quarter_le1 R.
transitivity (\int[pP (fair_coin R)]_x
  (4%:R^-1 * F (x, true) + (1 - 4%:R^-1) * F (x, false))%:E)%E.
  by apply: eq_integral => b _; rewrite biased_int.
by rewrite biased_int// => b; rewrite addr_ge0 ?mulr_ge0 ?F0 ?subr_ge0 ?f0 ?f1.
Qed.

Definition sign_mgf (t l : R) : R :=
  4%:R^-1 * (Num.sqrt (1 - 2 * (l + t)))^-1 + (1 - 4%:R^-1) * (Num.sqrt (1 - 2 * (l - t)))^-1.

Lemma sign_mgf_ge0 t l : 0 <= sign_mgf t l.
Proof.
rewrite addr_ge0// mulr_ge0// ?invr_ge0 ?sqrtr_ge0// subr_ge0.
by rewrite invf_le1// ler1n.
Qed.

Lemma sign_joint (t l : R) : 0 < 1 - 2 * (l + t) -> 0 < 1 - 2 * (l - t) ->
  joint sign_copies t l (sign_mgf t l).
Proof.
move=> hp hm; split; first exact: sign_mgf_ge0.
pose F (z : pT signed) := expR (t * (sign_copy false z * sign_copy true z) + l * sign_copy true z ^+ 2).
pose q (w : bool * bool) := (Num.sqrt (1 - 2 * (if w.2 then l + t else l - t)))^-1.
have mF : measurable_fun setT F.
  apply: mexp; apply: measurable_funD; apply: measurable_funrM.
    by apply: measurable_funM; exact: (pres_sign_copy _).1.
  by apply: measurable_fun_sqr; exact: (pres_sign_copy _).1.
transitivity (\int[pP signs]_w (q w)%:E)%E.
  rewrite [LHS](@ps_tonelli2 _ G signs (fun z => (F z)%:E)); last 2 first.
  - exact/EFin_measurable_fun.
  - by move=> z; exact: exp_ge0E.
  apply: eq_integral => w _; rewrite /q -gauss_sq_mgf; last first.
    rewrite -[2^-1]mul1r ltr_pdivl_mulr// mulrC -subr_gt0.
    by case: (w.2).
  apply: (@eq_integral _ _ _ (@gauss R)) => x _; congr (expR _)%:E.
  case: w => -[] []; rewrite /sign_copy /act /sign /put /=; ring.
rewrite signs_int; last by move=> z; rewrite invr_ge0 sqrtr_ge0.
rewrite /q /sign_mgf /=; congr _%:E.
set x := (Num.sqrt _)^-1; set y := (Num.sqrt _)^-1; rewrite -mulrDl.
by rewrite [X in X * _](_ : _ = 1) ?mul1r// addrC subrK.
Qed.
End signed.

(* ----- the two samples ---------------------------------------------------------------- *)
Section sign_samples.
Variables (R : realType) (D m : nat) (L : pspace R).
Local Notation G := (psG R).
Local Notation signs := (signs R).
Local Notation C := (sign_copies R).
Local Notation X := (X D L).
Local Notation Om := (Om D m L).
Local Notation COm := (COm D m L C).
Local Notation part := (@part R D m L C).
Local Notation W := (pspow signs D).
Local Notation WW := (pspow W m).

Definition sign_point (b : bool) (w : pT W) (x : pT X) : pT X :=
  (x.1, zmap (act (A := G) (@put R false) b) w x.2).

Definition join (p : pT X * pT W) : pT (CX D L C) :=
  (p.1.1, @zip2 R G signs D (p.1.2, p.2)).
Definition chain (z : pT Om * pT WW) : pT COm :=
  pmap (A := psprod X W) (B := CX D L C) join (zip2 z).

Lemma pres_join : pres (A := psprod X W) (B := CX D L C) join.
Proof.
exact: (pres_comp (pres_prod (@pres_id R L) (@pres_zip2 R G signs D)) (@pres_right R L (V R D) W)).
Qed.

Lemma pres_chain : pres (A := psprod Om WW) (B := COm) chain.
Proof. exact: (pres_comp (pres_pmap m pres_join) (@pres_zip2 R X W m)). Qed.

Lemma part_chain b z : part b (chain z) = zmap (sign_point b) z.2 z.1.
Proof.
rewrite /part /chain pmap_pmap -pmap_zip2; apply: eq_pmap => p.
have e := @pmap_zip2 R G signs G (act (A := G) (@put R false) b) D (p.1.2, p.2).
by rewrite /sign_point -e.
Qed.

Lemma action_samples : action (U := WW) (A := Om) (fun u z => zmap (sign_point false) u z)
  (fun u z => zmap (sign_point true) u z).
Proof.
apply: (action_pow (U := W) (A := X)); apply: (action_label (U := W) (A := V R D)).
by apply: (action_pow (U := signs) (A := G)); apply: action_signs; exact: pres_put.
Qed.

Theorem sign_pair (H : set (pT Om)) : measurable H ->
  fine (pP Om H) ^+ 4 <= fine (pP COm (part false @^-1` H `&` part true @^-1` H)).
Proof.
move=> mH; have mp b : measurable (part b @^-1` H) := pres_preimage (pres_part D m L C b) mH.
rewrite -(pres_chain.2 _ (measurableI _ _ (mp false) (mp true))).
apply: le_trans (sign_lemma action_samples mH) _; rewrite le_eqVlt; apply/orP; left; apply/eqP.
by congr (fine (pP _ _)); apply/seteqP; split=> z /=; rewrite !part_chain.
Qed.

Theorem sign_meets delta : delta <= 1 ->
  meets (A := COm) (B := Om) (part false) (part true) delta ((1 - delta) ^+ 4).
Proof.
move=> d1; apply: (both_meets (pres_part D m L C false) (pres_part D m L C true)) => H [mH PH].
have mp b : measurable (part b @^-1` H) := pres_preimage (pres_part D m L C b) mH.
rewrite -(fineK (prob_fin (measurableI _ _ (mp false) (mp true)))) lee_fin.
apply: le_trans (sign_pair mH); have q0 : 0 <= 1 - delta by rewrite subr_ge0.
have p0 : 0 <= fine (pP Om H) by apply: fine_ge0; exact: measure_ge0.
by apply: ler_expn2r; rewrite ?nnegrE// -lee_fin (fineK (prob_fin mH)).
Qed.
End sign_samples.
