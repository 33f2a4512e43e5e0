using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>What an order costs, in arithmetic operations.</content>
internal sealed partial class Reassociation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What moving a number to or from the second cache costs, in arithmetic operations; about as long as these take.
    private const long Move = 8;

    // What an instruction costs by itself.
    private const long Call = 4000;

    private long CostOfForming(FormedMatrix sum)
        => ProductCost(sum) + Call + (Move * _graph.Instructions[sum.Instruction].Shape.ElementCount * (sum.Addend is null ? 1 : 2));

    private long ProductCost(FormedMatrix sum) => _graph.Instructions[sum.Product].OperationCount;

    // Of a product with the matrix, beyond that with its addend.
    private long CostAsItIs(FormedMatrix sum, int reader)
        => (sum.Addend is null ? _graph.Instructions[reader].OperationCount : 0)
            + (Move * (_graph.Instructions[sum.Instruction].Shape.ElementCount
                - (sum.Addend is { } addend ? ShapeOf(addend).ElementCount : 0)));

    private long Cost(FormedMatrix sum, int reader)
    {
        (int first, _, int second, _) = Factors(sum, reader);
        Shape inner = Outer(sum, reader)!;
        Instruction<T> instruction = _graph.Instructions[reader];
        Shape result = ShapeOf(instruction.Output);
        Shape formed = _graph.Instructions[sum.Product].Shape;
        long length = instruction.Operation.Product!.Value.TransposesRight ? formed[-1] : formed[-2];
        return (2L * inner.ElementCount * length) + (2L * result.ElementCount * inner[-1])
            + (Move * ((2L * inner.ElementCount) + (2L * result.ElementCount) + ShapeOf(first).ElementCount + ShapeOf(second).ElementCount))
            + (Call * (sum.Addend is null ? 1 : 2));
    }

    // Of the sum over all batches as a product of its own.
    private long CostOfSum(FormedMatrix sum)
    {
        Shape shape = _graph.Instructions[sum.Instruction].Shape;
        return ProductCost(sum) + (Move * shape[-1] * shape[-2]) + Call + (sum.Addend is null ? 0 : Move * shape.ElementCount);
    }
}
