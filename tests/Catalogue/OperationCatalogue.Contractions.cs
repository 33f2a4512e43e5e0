using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Products of arrays with named axes.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Contractions =>
    [
        Contraction("ij,jk->ik", [[2, 3], [3, 4]], [[1, 1], [1, 1]], [[2, 0], [0, 3]])
            .Says("Σ over the letters that are not kept", "linear in each input", "Variable.Einsum(\"ij,jk->ik\", A, B)"),
        Contraction("bij,bjk->bik", [[2, 2, 3], [2, 3, 2]], [[1, 1, 1], [1, 1, 1]], [[0, 2, 3], [0, 3, 2]]),
        Contraction("bij,kj->bki", [[2, 3, 2], [4, 2]], [[1, 1, 1], [1, 1]], [[2, 0, 2], [3, 2]]),
        Contraction("i,i->", [[3], [3]], [[1], [1]], [[0], [0]]),
        Contraction("i,j->ij", [[3], [2]], [[1], [1]], [[0], [2]]),
        Contraction("ij->ji", [[2, 3]], [[1, 1]], [[0, 2]]),
        Contraction("ijk->j", [[2, 3, 2]], [[1, 1, 1]], [[2, 3, 0]]),
        Contraction("ii->", [[3, 3]], [[1, 1]], [[0, 0]]),
        Contraction("ii->i", [[3, 3]], [[1, 1]], [[0, 0]]),
        Contraction("iji,j->ij", [[2, 3, 2], [3]], [[1, 1, 1], [1]], [[0, 3, 0], [3]]),
        Contraction("iii->i", [[2, 2, 2]], [[1, 1, 1]], [[0, 0, 0]]),
        Contraction("ab,bc,cd->ad", [[2, 3], [3, 2], [2, 2]], [[1, 1], [1, 1], [1, 1]], [[2, 0], [0, 2], [2, 1]]),
        Contraction("ab,ab,ab->b", [[2, 3], [2, 3], [2, 3]], [[1, 1], [1, 1], [1, 1]], [[0, 3], [0, 3], [0, 3]]),
        Contraction("ij,kl->l", [[2, 3], [2, 2]], [[1, 1], [1, 1]], [[2, 3], [0, 2]]),
        Contraction("Ai, iB -> BA", [[2, 3], [3, 2]], [[1, 1], [1, 1]], [[2, 0], [0, 2]]),
        Contraction("ba", [[2, 3]], [[1, 1]], [[0, 2]]),
        Contraction("bi,ic", [[2, 3], [3, 2]], [[1, 1], [1, 1]], [[2, 0], [0, 2]]),
        Contraction("...->...", [[]], [[1]], [[2, 3]], [[0]]),
        Contraction(
            "...ij,...jk->...ik", [[2, 3], [3, 2]], [[2, 2, 3], [3, 2]], [[2, 1, 2, 2], [3, 2, 1]], [[1, 1], [1, 1]], [[2, 0, 2], [2, 2]]),
        Contraction("...i->...", [[3]], [[2, 3]], [[2, 1, 3]], [[0, 3]]),
        Contraction("i...,i...", [[2, 3], [2]], [[2, 1, 2], [2, 3, 1]], [[1], [1]], [[0, 2], [0, 2]]),
        Binary(
            "outer",
            (x, y) => x.Outer(y),
            (x, y) => x * y,
            Plain)
            .Says("x[i] y[j]", "dx[i] y[j] + x[i] dy[j]", "x.Outer(y)") with
        {
            Scalar = null,
            Reference = inputs => Broadcast(
                [inputs[0].Reshape(Shape.Create([.. inputs[0].Sizes, 1])),
                    inputs[1].Reshape(Shape.Create([.. inputs[1].Sizes[..^1], 1, inputs[1].Sizes[^1]]))],
                values => values[0] * values[1]),
            Samples = [[[1], [1]], [[3], [2]], [[2, 3], [2, 2]], [[2, 3], [2]], [[3], [2, 1, 2]], [[0], [2]], [[2, 0], [2, 3]]],
            Bad =
            [
                Refused([[2, 3], [3, 3]], null, typeof(ArgumentException), "Outer", "[2, 1]", "[3, 1]", "do not broadcast"),
                Refused([[], [3]], null, typeof(ArgumentOutOfRangeException), "no axes"),
                Refused([[2], []], null, typeof(ArgumentOutOfRangeException), "no axes"),
            ],
        },
    ];

    private static OperationRow<T> Contraction(string equation, params Shape[][] samples) => new()
    {
        Formula = new("Σ over the letters that are not kept", "linear in each input"),
        Name = $"einsum {equation}",
        Apply = inputs => Variable.Einsum(equation, inputs),
        Reference = inputs => EinsumOf(equation, inputs),
        Samples = samples,
        Domains = [Domain.Between(0.2, 2)],
        Bad =
        [
            Refused(
                [[2, 3], [3]], x => Variable.Einsum("ij->i", x), typeof(ArgumentException), "Einsum", "\"ij->i\"", "1 operands",
                "2 arrays"),
            Refused([[2, 3]], x => Variable.Einsum("ijk->i", x), typeof(ArgumentException), "operand 0", "3 axes", "[2, 3]"),
            Refused([[2, 3]], x => Variable.Einsum("i->i", x), typeof(ArgumentException), "operand 0", "1 axes", "[2, 3]"),
            Refused([[2, 3]], x => Variable.Einsum("...ijk->i", x), typeof(ArgumentException), "3 axes or more", "[2, 3]"),
            Refused([[2, 3]], x => Variable.Einsum("ii->i", x), typeof(ArgumentException), "'i'", "operand 0", "3", "2"),
            Refused(
                [[2, 3], [2, 2]], x => Variable.Einsum("ij,jk->ik", x), typeof(ArgumentException), "'j'", "operand 1", "[2, 2]", "2", "3"),
            Refused([[2, 3], [3, 3]], x => Variable.Einsum("...i,...i->...", x), typeof(ArgumentException), "'...'", "operand 1"),
            Refused([[2, 3]], x => Variable.Einsum("ij->ik", x), typeof(ArgumentException), "'k'", "no operand has"),
            Refused([[2, 3]], x => Variable.Einsum("ij->ii", x), typeof(ArgumentException), "'i'", "twice", "FromDiagonal"),
            Refused([[2, 3]], x => Variable.Einsum("i1->i", x), typeof(ArgumentException), "'1'", "letter"),
            Refused([[2, 3]], x => Variable.Einsum("ij->i->j", x), typeof(ArgumentException), "more than one arrow"),
            Refused([[2, 3]], x => Variable.Einsum("......ij->i", x), typeof(ArgumentException), "'.'"),
            Refused([[1]], x => Variable.Einsum<T>(null!, x), typeof(ArgumentNullException)),
            Refused([[1]], _ => Variable.Einsum<T>("i->i"), typeof(ArgumentException), "at least one array"),
        ],
    };

    /// <summary>The definition: for every assignment of a place to every letter, the product of the operands, added to the result's
    /// element. Axes of an ellipsis get digits as letters, counted from the last one.</summary>
    private static ReferenceArray EinsumOf(string equation, ReferenceArray[] inputs)
    {
        string[] sides = equation.Replace(" ", string.Empty, StringComparison.Ordinal).Split("->");
        string[] operands = sides[0].Split(',');
        int most = 0;
        for (int k = 0; k < operands.Length; k++)
        {
            int hidden = inputs[k].Shape.Rank - operands[k].Count(char.IsAsciiLetter);
            most = Math.Max(most, hidden);
            operands[k] = operands[k].Replace("...", Digits(hidden), StringComparison.Ordinal);
        }

        string result = sides.Length == 2
            ? sides[1].Replace("...", Digits(most), StringComparison.Ordinal)
            : Digits(most) + string.Concat(
                string.Concat(operands)
                    .Where(
                    letter => char.IsAsciiLetter(letter) && operands.Sum(operand => operand.Count(other => other == letter)) == 1).Order());
        char[] letters = [.. string.Concat(operands).Distinct()];
        int[] sizes =
        [
            .. letters.Select(
                letter
                    => operands.Select(
                        (operand, k)
                            => operand.Contains(letter, StringComparison.Ordinal)
                                ? inputs[k].Sizes[operand.IndexOf(letter, StringComparison.Ordinal)]
                                : 1).Aggregate((a, b) => a == 1
                                ? b
                                : a)),
        ];
        ReferenceArray sum = ReferenceArray.From(Shape.Create([.. result.Select(letter => sizes[Array.IndexOf(letters, letter)])]), _ => 0);
        foreach (int[] places in ReferenceArray.Indices(Shape.Create(sizes)))
        {
            int Place(char letter) => places[Array.IndexOf(letters, letter)];
            double product = 1;
            for (int k = 0; k < operands.Length; k++)
            {
                product *= inputs[k][[.. operands[k].Select((letter, axis) => inputs[k].Sizes[axis] == 1 ? 0 : Place(letter))]];
            }

            sum[[.. result.Select(Place)]] += product;
        }

        return sum;

        static string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(k => (char)('0' + count - 1 - k)));
    }
}
