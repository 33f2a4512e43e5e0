namespace AutogradMaml.Autograd;

/// <content>The sweeps, in both directions.</content>
public sealed partial class Tape<T>
{
    private Variable<T>[] Backwards(Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs, DerivativeUse use)
    {
        int[] from = [IndexOf(output)];
        int[] along = [IndexOf(cotangent)];
        int[] to = Indices(inputs);
        return to.Length == 0
            ? []
            : Finished(() => new ReverseSweep<T>(this, from, to, use).Run(from, along, to), [.. from, .. to, .. along], use);
    }

    private Variable<T>[] Forwards(
        ReadOnlySpan<Variable<T>> outputs, ReadOnlySpan<Variable<T>> inputs, ReadOnlySpan<Variable<T>> tangents, DerivativeUse use)
    {
        int[] to = Indices(outputs);
        int[] from = Indices(inputs);
        int[] along = Indices(tangents);
        return Finished(() => new ForwardSweep<T>(this, to, from).Run(to, from, along), [.. to, .. from, .. along], use);
    }

    /// <summary>The vector-Jacobian product of the segment recorded from a place on, with everything before it taken as
    /// independent.</summary>
    internal Variable<T>[] SegmentVjp(int start, Variable<T> output, Variable<T> cotangent, ReadOnlySpan<Variable<T>> inputs)
    {
        int[] from = [IndexOf(output)];
        int[] to = Indices(inputs);
        ReverseSweep<T> sweep = new(this, from, to, DerivativeUse.Differentiable, start);
        return Array.ConvertAll(sweep.Run(from, [IndexOf(cotangent)], to), At);
    }

    /// <summary>The Jacobian-vector product of the segment recorded from a place on, with everything before it taken as
    /// independent.</summary>
    internal Variable<T> SegmentJvp(int start, Variable<T> output, ReadOnlySpan<Variable<T>> inputs, ReadOnlySpan<Variable<T>> tangents)
    {
        int[] to = [IndexOf(output)];
        int[] from = Indices(inputs);
        return At(new ForwardSweep<T>(this, to, from, start).Run(to, from, Indices(tangents))[0]);
    }

    /// <summary>The results of a sweep, as nodes of their own; of a sweep that throws nothing stays, so that the tape can be used
    /// on.</summary>
    /// <param name="sweep">Gives the nodes of its results.</param>
    /// <param name="dependencies">All that a result is a function of, the cotangent or tangent included: a sweep that comes from any of
    /// them must find a final result.</param>
    /// <param name="use">What becomes of the results.</param>
    private Variable<T>[] Finished(Func<int[]> sweep, int[] dependencies, DerivativeUse use) => Compose(() =>
    {
        int start = _count;
        int[] results = sweep();
        if (use == DerivativeUse.Final)
        {
            return KeepFinal(start, results, dependencies);
        }

        // None that was there before, no other result, and none that another one was computed from. Otherwise what the derivative by it
        // means would depend on what the rules had to do.
        ReadOnlySpan<int> read = start < _count ? _inputs.AsSpan(_nodes[start].InputStart.._inputCount) : [];
        var variables = new Variable<T>[results.Length];
        for (int k = 0; k < results.Length; k++)
        {
            int result = results[k];
            bool isOwn = result >= start && results.AsSpan().Count(result) == 1 && !read.Contains(result);
            variables[k] = isOwn ? At(result) : At(result).Unchanged();
        }

        return variables;
    });

    private int[] Indices(ReadOnlySpan<Variable<T>> variables)
    {
        var indices = new int[variables.Length];
        for (int k = 0; k < indices.Length; k++)
        {
            indices[k] = IndexOf(variables[k]);
        }

        return indices;
    }
}
