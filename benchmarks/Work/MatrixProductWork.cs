using System.Numerics;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>C = A B for a batch of matrices of the same sizes, on memory that stands at whole pages.</summary>
internal sealed unsafe class MatrixProductWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Page = 4096;
    private readonly int _batch;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _inner;
    private readonly int _times;
    private readonly bool _transposeLeft;
    private readonly bool _transposeRight;
    private readonly T* _a;
    private readonly T* _b;
    private readonly T* _c;
    private readonly T* _scratch;
    private readonly T* _helperScratch;
    private readonly ThreadTeam? _team;
    private readonly Helpers _helpers;

    public MatrixProductWork(
        int batch, int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false, int threads = 1)
    {
        (_batch, _rows, _columns, _inner) = (batch, rows, columns, inner);
        (_transposeLeft, _transposeRight) = (transposeLeft, transposeRight);
        _times = (int)Math.Max(1, 20_000_000 / Operations);
        _a = Allocate(batch * rows * inner);
        _b = Allocate(batch * inner * columns);
        _c = Allocate(batch * rows * columns);
        int scratchLength = (MatrixProduct.ScratchLength<T>(rows, columns, inner, transposeRight) + 63) / 64 * 64;
        _scratch = Allocate(scratchLength);
        _helperScratch = Allocate(scratchLength * (threads - 1));
        if (threads > 1)
        {
            _team = new ThreadTeam(threads);
            _helpers = new Helpers(_team, (nint)_helperScratch, (nint)scratchLength * sizeof(T));
        }

        for (int k = 0; k < batch * rows * inner; k++)
        {
            _a[k] = T.CreateChecked(Math.Sin(k));
        }

        for (int k = 0; k < batch * inner * columns; k++)
        {
            _b[k] = T.CreateChecked(Math.Cos(k));
        }
    }

    /// <summary>Multiplications and additions of one batch.</summary>
    public long Operations => 2L * _batch * _rows * _columns * _inner;

    /// <summary>How often <see cref="Run"/> takes the batch, to make a time worth measuring.</summary>
    public int Times => _times;

    public void Run()
    {
        (nint aRow, nint aColumn) = _transposeLeft ? ((nint)1, (nint)_rows) : (_inner, 1);
        (nint bRow, nint bColumn) = _transposeRight ? ((nint)1, (nint)_inner) : (_columns, 1);
        for (int time = 0; time < _times; time++)
        {
            if (_team is not null)
            {
                MatrixBatch<T> products = new()
                {
                    Nest = new LoopNest([_batch], [_rows * _inner], [_inner * _columns]),
                    Count = _batch,
                    Rows = _rows,
                    Columns = _columns,
                    Inner = _inner,
                    A = _a,
                    ARow = aRow,
                    AColumn = aColumn,
                    B = _b,
                    BRow = bRow,
                    BColumn = bColumn,
                    C = _c,
                    Scratch = _scratch,
                };
                products.Multiply(_helpers);
                continue;
            }

            for (int k = 0; k < _batch; k++)
            {
                MatrixProduct.Multiply(
                    _rows, _columns, _inner, _a + (k * _rows * _inner), aRow, aColumn, _b + (k * _inner * _columns), bRow, bColumn,
                    _c + (k * _rows * _columns), _columns, _scratch);
            }
        }
    }

    public void Dispose()
    {
        _team?.Dispose();
        NativeMemory.AlignedFree(_a);
        NativeMemory.AlignedFree(_b);
        NativeMemory.AlignedFree(_c);
        NativeMemory.AlignedFree(_scratch);
        NativeMemory.AlignedFree(_helperScratch);
    }

    private static T* Allocate(int length) => (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, length) * (nuint)sizeof(T), Page);
}
