namespace AutogradMaml.Autograd.Checking;

/// <summary>A function of several plain arrays and its gradient, written by anyone.</summary>
internal sealed class HostArrays(Func<double[][], double> function, Func<double[][], double[][]> gradient, IReadOnlyList<double[]> point)
    : CheckedFunction(InputsOf(point), [.. point.SelectMany(static array => array)], Precisions.Of<double>())
{
    public override double Value(double[] x, int order) => Call("function", x, function);

    public override double[] Gradient(double[] x, int order, out double value)
    {
        value = Value(x, order);
        double[][] parts = Call("gradient", x, gradient);
        int[] lengths = [.. (parts ?? []).Select(static part => part?.Length ?? 0)];
        return lengths.SequenceEqual(Inputs.Select(static input => input.Length))
            ? [.. parts!.SelectMany(static part => part)]
            : throw new ArgumentException(
                $"The gradient gave arrays of lengths [{string.Join(", ", lengths)}], expected " +
                    $"[{string.Join(", ", Inputs.Select(static input => input.Length))}]: one for each array of the point.");
    }

    private static CheckedInput[] InputsOf(IReadOnlyList<double[]> point)
    {
        var inputs = new CheckedInput[point.Count];
        int offset = 0;
        for (int k = 0; k < inputs.Length; k++)
        {
            ArgumentNullException.ThrowIfNull(point[k], nameof(point));
            inputs[k] = new(Text.Format($"input {k}"), [point[k].Length], offset);
            offset += point[k].Length;
        }

        return inputs;
    }

    private TResult Call<TResult>(string what, double[] x, Func<double[][], TResult> call)
    {
        // Each call gets arrays of its own, so that one that writes to them spoils nothing but is seen.
        double[][] given = [.. Inputs.Select(input => x.AsSpan(input.Offset, input.Length).ToArray())];
        Evaluations++;
        TResult result = call(given);
        foreach (CheckedInput input in Inputs)
        {
            for (int k = 0; k < input.Length && Mutation is null; k++)
            {
                if (!given[Inputs.ToList().IndexOf(input)][k].Equals(x[input.Offset + k]))
                {
                    Mutation = Text.Format($"the {what} changed {input.Name}[{k}]: copy the input before writing to it");
                }
            }
        }

        return result;
    }
}
