namespace AutogradMaml.Autograd;

/// <summary>The blocks of memory of one tape: several values may lie in one block (a view, a result that outlives its operations), and the
/// last to be released gives it back to the pool.</summary>
internal sealed class SharedBlocks(BufferPool pool)
{
    private readonly Stack<int> _free = new();
    private Block[] _blocks = new Block[64];
    private int _count;

    /// <summary>Takes a block from the pool, for one value.</summary>
    /// <returns>The number of the block.</returns>
    public int Rent(long bytes, out nint pointer)
    {
        pointer = pool.Rent(bytes, out int sizeClass);
        if (!_free.TryPop(out int block))
        {
            block = _count++;
            if (block == _blocks.Length)
            {
                Array.Resize(ref _blocks, 2 * block);
            }
        }

        _blocks[block] = new Block { Pointer = pointer, SizeClass = sizeClass, Values = 1 };
        return block;
    }

    /// <summary>One more value lies in a block.</summary>
    public void Share(int block) => _blocks[block].Values++;

    /// <summary>One value less lies in a block.</summary>
    public void Release(int block)
    {
        ref Block shared = ref _blocks[block];
        if (--shared.Values == 0)
        {
            pool.Return(shared.Pointer, shared.SizeClass);
            _free.Push(block);
        }
    }

    private struct Block
    {
        public nint Pointer;
        public int SizeClass;
        public int Values;
    }
}
