using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>The instructions of the new order.</content>
internal sealed partial class Reassociation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private IEnumerable<Instruction<T>> Product(FormedMatrix sum, int reader)
    {
        (int first, bool turnFirst, int second, bool turnSecond) = Factors(sum, reader);
        Instruction<T> instruction = _graph.Instructions[reader];
        Operation<T> plain = instruction.Operation;
        int left = instruction.Inputs[0];
        Instruction<T> inner = _graph.Instruct(RoleOperations<T>.Product(new(plain.Product!.Value.TransposesLeft, turnFirst)), left, first);
        yield return inner;
        Operation<T> outer = RoleOperations<T>.Product(new(false, turnSecond));
        if (sum.Addend is { } addend)
        {
            Instruction<T> rest = _graph.Instruct(outer, inner.Output, second);
            Instruction<T> main = _graph.Instruct(plain, left, addend);
            yield return main;
            yield return rest;
            foreach (Instruction<T> joint in Plus(main.Output, rest.Output, sum.Factor, instruction.Output))
            {
                yield return joint;
            }
        }
        else
        {
            foreach (Instruction<T> multiple in Times(outer, sum.Factor, instruction.Output, inner.Output, second))
            {
                yield return multiple;
            }
        }
    }

    private IEnumerable<Instruction<T>> BatchSum(FormedMatrix sum, int reader)
    {
        Instruction<T> product = _graph.Instructions[sum.Product];
        int output = _graph.Instructions[reader].Output;
        int left = Stacked(product.Inputs[0]);
        int right = Stacked(product.Inputs[1]);
        if (sum.Addend is { } addend)
        {
            Instruction<T> rest = _graph.Instruct(_graph.Instructions[reader].Operation, addend);
            yield return rest;
            Instruction<T> all = _graph.Instruct(product.Operation, left, right);
            yield return all;
            foreach (Instruction<T> joint in Plus(rest.Output, all.Output, sum.Factor, output))
            {
                yield return joint;
            }
        }
        else
        {
            foreach (Instruction<T> multiple in Times(product.Operation, sum.Factor, output, left, right))
            {
                yield return multiple;
            }
        }
    }

    // Matrices of all batches one below the other, as many axes of length 1 before them.
    private int Stacked(int slot)
    {
        Shape shape = ShapeOf(slot);
        int[] sizes = [.. Enumerable.Repeat(1, shape.Rank)];
        sizes[^1] = shape[-1];
        sizes[^2] = shape.ElementCount / shape[-1];
        return _graph.Values.AddView(Shape.Create(sizes), slot);
    }

    private IEnumerable<Instruction<T>> Plus(int addend, int product, T factor, int output)
    {
        if (factor == T.One || factor == T.NegativeOne)
        {
            yield return _graph.InstructFor(output, RoleOperations<T>.Sum(factor == T.One ? 1 : -1), addend, product);
            yield break;
        }

        Instruction<T> scaled = _graph.Instruct(RoleOperations<T>.Multiple(factor), product);
        yield return scaled;
        yield return _graph.InstructFor(output, RoleOperations<T>.Sum(1), addend, scaled.Output);
    }

    private IEnumerable<Instruction<T>> Times(Operation<T> multiply, T factor, int output, int left, int right)
    {
        if (factor == T.One)
        {
            yield return _graph.InstructFor(output, multiply, left, right);
            yield break;
        }

        Instruction<T> product = _graph.Instruct(multiply, left, right);
        yield return product;
        yield return _graph.InstructFor(output, RoleOperations<T>.Multiple(factor), product.Output);
    }
}
