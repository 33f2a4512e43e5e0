using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Testing;

/// <summary>
/// A pool for one test, filled with NaN on every rent, so that memory which nobody wrote shows; at the end nothing may be outstanding.
/// Declare it before the tapes: they are disposed first.
/// </summary>
public sealed class PoolCheck : IDisposable
{
    /// <summary>The pool.</summary>
    public BufferPool Pool { get; } = new() { Poison = true };

    /// <summary>A tape on the pool.</summary>
    public Tape<T> Tape<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Pool);

    public void Dispose()
    {
        Pool.AssertEmpty();
        if (Pool.OutstandingBytes != 0)
        {
            throw new InvalidOperationException($"The pool has no blocks outstanding but counts {Pool.OutstandingBytes} bytes.");
        }
    }
}
