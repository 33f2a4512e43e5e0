using AutogradMaml.Autograd;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Benchmarks.Operations;

/// <summary>
/// One operation of the catalogue, recorded eagerly on a tape that is cut back to its inputs each time. The derivatives are those of
/// &lt;w, f(x)&gt; by all differentiable inputs, and of the sum of their squares.
/// </summary>
/// <remarks>Element-wise operations run on [10, 40], the others on the largest of their catalogue samples; float.</remarks>
internal sealed class OperationWork : IDisposable
{
    private readonly OperationCase _case;
    private readonly RowCase<float> _row;
    private readonly Tape<float> _tape = new();
    private readonly Variable<float>[] _inputs;
    private readonly Variable<float>[] _varied;
    private readonly Variable<float> _cotangent;
    private readonly int _start;

    public OperationWork(OperationCase chosen)
    {
        _case = chosen;
        OperationRow<float> row = OperationCatalogue<float>.Named(chosen.Name);
        Shape[] shapes = row.Samples.MaxBy(static sample => sample.Sum(static shape => shape.ElementCount))!;
        _row = RowCase<float>.Of(row, row.Scalar is null ? shapes : [.. shapes.Select(static _ => Shape.Create(10, 40))]);
        _inputs = _row.Place(_tape, _row.Flat());
        _varied = _row.Varied(_inputs);
        _cotangent = RowCase<float>.On(_tape, _row.Cotangent, _row.OutputShape);
        _start = _tape.Count;
    }

    public void Dispose() => _tape.Dispose();

    /// <summary>Computes it once.</summary>
    /// <returns>An element of the result, so that nothing can be left out.</returns>
    public float Run()
    {
        _tape.Truncate(_start);
        Variable<float> output = _row.Apply(_inputs);
        if (_case.Order == 0)
        {
            return First(output);
        }

        Variable<float> loss = (_cotangent * output).Sum();
        if (_case.Order == 1)
        {
            return First(_tape.Gradient(loss, _varied)[0]);
        }

        Variable<float>[] gradient = _tape.Gradient(loss, _varied, DerivativeUse.Differentiable);
        Variable<float> squares = gradient[0].Square().Sum();
        foreach (Variable<float> part in gradient.AsSpan(1))
        {
            squares += part.Square().Sum();
        }

        return First(_tape.Gradient(squares, _varied)[0]);
    }

    private static float First(Variable<float> result) => result.Shape.ElementCount > 0 ? result.Values[0] : 0;
}
