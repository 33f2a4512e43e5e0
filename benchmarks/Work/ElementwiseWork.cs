using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>The sum of two arrays [10, 40] in float: by a loop over the numbers alone, recorded on a tape, and replayed as a program of
/// sums each of which is wanted.</summary>
public sealed class ElementwiseWork : IDisposable
{
    /// <summary>How many sums a step computes.</summary>
    public const int Times = 1000;

    private static readonly Shape Shape = [10, 40];

    private readonly float[] _left = new float[400];
    private readonly float[] _right = new float[400];
    private readonly float[] _sum = new float[400];
    private readonly Tape<float> _tape = new();
    private readonly Workspace<float> _workspace;

    /// <summary>Prepares the work.</summary>
    public ElementwiseWork()
    {
        RandomStream random = new(1, "elementwise");
        for (int k = 0; k < _left.Length; k++)
        {
            _left[k] = (float)random.NextNormal();
            _right[k] = (float)random.NextNormal();
        }

        // A chain of different sums, each of which needs the one before.
        Variable<float> right = _tape.Input(_right, Shape);
        Variable<float> left = _tape.Input(_left, Shape);
        Variable<float> sum = left;
        for (int k = 0; k < Times; k++)
        {
            sum += right;
        }

        _workspace = _tape.Compile([left, right], [sum]).CreateWorkspace();
        _left.CopyTo(_workspace.Input(0));
        _right.CopyTo(_workspace.Input(1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workspace.Dispose();
        _tape.Dispose();
    }

    /// <summary>The loop alone.</summary>
    public void Kernel()
    {
        for (int k = 0; k < Times; k++)
        {
            TensorPrimitives.Add(_left, _right, _sum);
        }
    }

    /// <summary>Each sum recorded on the tape and computed there; the tape is cleared at the end.</summary>
    public void Eager()
    {
        _tape.Clear();
        Variable<float> left = _tape.Input(_left, Shape);
        Variable<float> right = _tape.Input(_right, Shape);
        for (int k = 0; k < Times; k++)
        {
            _ = left + right;
        }
    }

    /// <summary>The program.</summary>
    public void Replayed() => _workspace.Run();
}
