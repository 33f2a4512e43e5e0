using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Products of matrices.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] LinearAlgebra =>
    [
        MatMul("matrix product", false, false, "2 rows").Says("A B", "dA B + A dB", "A.MatMul(B)"),
        MatMul("matrix product, left transposed", true, false, "2 rows").Says("Aᵀ B", "dAᵀ B + Aᵀ dB", "A.MatMul(B, transposeLeft: true)"),
        MatMul("matrix product, right transposed", false, true, "2 rows")
            .Says("A Bᵀ", "dA Bᵀ + A dBᵀ", "A.MatMul(B, transposeRight: true)"),
        MatMul("matrix product, both transposed", true, true, "2 rows")
            .Says("Aᵀ Bᵀ", "dAᵀ Bᵀ + Aᵀ dBᵀ", "A.MatMul(B, transposeLeft: true, transposeRight: true)"),
    ];

    private static OperationRow<T> MatMul(string name, bool transposeLeft, bool transposeRight, string rows)
    {
        // Shapes are given as [.., rows, inner] and [.., inner, columns] and turned where the row transposes.
        Shape[] Oriented(Shape left, Shape right) => [transposeLeft ? Turned(left) : left, transposeRight ? Turned(right) : right];
        return new()
        {
            Name = name,
            Apply = inputs => inputs[0].MatMul(inputs[1], transposeLeft, transposeRight),
            Reference = inputs => Product(transposeLeft ? Turned(inputs[0]) : inputs[0], transposeRight ? Turned(inputs[1]) : inputs[1]),
            Samples =
            [
                Oriented([1, 1], [1, 1]), Oriented([2, 3], [3, 4]), Oriented([1, 3], [3, 1]), Oriented([3, 1], [1, 2]),
                Oriented([2, 2, 3], [3, 2]), Oriented([2, 3], [2, 3, 2]), Oriented([2, 2, 3], [2, 3, 1]), Oriented([1, 2, 2], [3, 2, 2]),
                Oriented([2, 1, 2, 1], [3, 1, 2]), Oriented([2, 2, 1, 2], [2, 2]), Oriented([1, 1, 2], [2, 2]),
                Oriented([0, 2], [2, 3]), Oriented([2, 0], [0, 3]), Oriented([2, 2], [2, 0]), Oriented([0, 2, 2], [2, 3]),
                Oriented([2, 2, 0], [0, 3]), Oriented([0, 2, 2], [1, 2, 3]),
            ],
            Domains = [Domain.Between(-2, 2)],
            Bad =
            [
                new(
                    Oriented([2, 3], [2, 4]), null, typeof(ArgumentException), "MatMul", Oriented([2, 3], [2, 4])[0].ToString(),
                    Oriented([2, 3], [2, 4])[1].ToString(), "3 columns", rows),
                new(
                    Oriented([5, 2, 3], [2, 4]), null, typeof(ArgumentException), "MatMul", Oriented([5, 2, 3], [2, 4])[0].ToString(),
                    Oriented([5, 2, 3], [2, 4])[1].ToString(), "3 columns", rows),
                new([[3], [3, 2]], null, typeof(ArgumentException), "two axes or more", "[3]", "[3, 2]", "Reshape"),
                new([[2, 3], [3]], null, typeof(ArgumentException), "two axes or more", "[2, 3]", "[3]"),
                new(
                    Oriented([2, 2, 3], [5, 3, 4]), null, typeof(ArgumentException), "MatMul, leading axes", "[2]", "[5]",
                    "do not broadcast"),
            ],
        };
    }

    private static Shape Turned(Shape shape) => Shape.Create([.. shape.Sizes[..^2], shape[-1], shape[-2]]);

    private static ReferenceArray Turned(ReferenceArray x)
        => Permuted(x, [.. Enumerable.Range(0, x.Shape.Rank - 2), x.Shape.Rank - 1, x.Shape.Rank - 2]);

    private static ReferenceArray Product(ReferenceArray left, ReferenceArray right)
    {
        ReferenceArray BatchOf(ReferenceArray x) => ReferenceArray.From(Shape.Create([.. x.Sizes[..^2]]), _ => 0);
        Shape batch = Broadcast([BatchOf(left), BatchOf(right)], _ => 0).Shape;
        int inner = left.Sizes[^1];
        return ReferenceArray.From(Shape.Create([.. batch.Sizes, left.Sizes[^2], right.Sizes[^1]]), index =>
        {
            double sum = 0;
            for (int k = 0; k < inner; k++)
            {
                int[] leftIndex = [.. index];
                int[] rightIndex = [.. index];
                leftIndex[^1] = k;
                rightIndex[^2] = k;
                sum += left.Broadcast(leftIndex) * right.Broadcast(rightIndex);
            }

            return sum;
        });
    }
}
