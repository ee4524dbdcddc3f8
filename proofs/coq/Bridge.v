(* Bridge.v: the real numbers of mathcomp-analysis and those of Coq's library.   *)
(*                                                                             *)
(*   expRE_exp        == expR is Coq's exp on Coq's reals                      *)
(*   RR, %coqR        == Coq's reals as a realType; the scope of their notations *)
(*   pow_sqrt_exp     == (1/sqrt x)^n expR y = exp (y - n/2 ln x)               *)
From Coq Require Import Reals Lra.
From UC Require Import Constants Prelude.
From mathcomp.analysis Require Export Rstruct.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Def Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope classical_set_scope.
Local Open Scope ring_scope.

Notation RR := real_realType.
Delimit Scope R_scope with coqR.

Lemma factE n : fact n = n`!.
Proof. by elim: n => // n IH; rewrite factS /= IH mulSn. Qed.

Lemma sum_exp (x : RR) n :
  sum_f_R0 (fun i => (Rmult (Rinv (INR (fact i))) (pow x i))) n = series (exp_coeff x) n.+1.
Proof.
have term i : (Rmult (Rinv (INR (fact i))) (pow x i)) = exp_coeff x i.
  rewrite /exp_coeff /= INRE factE RpowE RmultE RinvE 1?mulrC//.
  by rewrite pnatr_eq0 -lt0n fact_gt0.
elim: n => [|n IH].
  by rewrite /series /= big_nat1 -term.
by rewrite /series /= big_nat_recr//= -[X in X + _]IH -term.
Qed.

Theorem expRE_exp (x : RR) : expR x = exp x.
Proof.
apply/cvg_lim => //; apply/cvgrPdist_lt => e e0.
rewrite /exp; case: (exist_exp x) => l /= Hl.
have [|N HN] := Hl e; first exact/RltP.
near=> n.
have [k nk] : exists k, n = k.+1 by exists n.-1; rewrite prednK//; near: n; exists 1%N.
have := HN k; rewrite nk -sum_exp => H.
rewrite distrC; apply/RltP; apply: H.
suff /ssrnat.leP : (N <= k)%N by [].
by rewrite -ltnS -nk; near: n; exact: nbhs_infty_gt.
Unshelve. all: by end_near. Qed.

Lemma pow_sqrt_exp (x y : RR) n : 0 < x -> (Num.sqrt x)^-1 ^+ n * expR y =
  exp (Rminus y (Rmult (Rdiv (INR n) (IZR 2)) (Rpower.ln x))).
Proof.
move=> x0; rewrite -pow_inv_sqrt; last exact/RltP.
have s0 : Num.sqrt x != 0 by rewrite gt_eqF// sqrtr_gt0.
by rewrite RsqrtE ?ltW// RinvE// RpowE expRE_exp.
Qed.
