using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>One operation of a program: the values that it reads, and the one that it computes. It never changes.</summary>
internal sealed partial class Instruction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ValueTable _values;

    /// <summary>Makes an instruction.</summary>
    /// <param name="values">The program's values.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The values that it reads, by number.</param>
    /// <param name="output">The value that it computes.</param>
    /// <param name="isRecomputed">Whether another instruction computes the same.</param>
    public Instruction(ValueTable values, Operation<T> operation, int[] inputs, int output, bool isRecomputed = false)
    {
        _values = values;
        Operation = operation;
        Inputs = inputs;
        Output = output;
        IsRecomputed = isRecomputed;
    }

    /// <summary>The operation.</summary>
    public Operation<T> Operation { get; }

    /// <summary>The values that it reads.</summary>
    public int[] Inputs { get; }

    /// <summary>The value that it computes.</summary>
    public int Output { get; }

    /// <summary>Whether another instruction computes the same: a step does so anew rather than read it from memory.</summary>
    public bool IsRecomputed { get; }

    /// <summary>The shape of the result.</summary>
    public Shape Shape => _values.ShapeOf(Output);

    /// <summary>The values whose memory it reads, one for each input.</summary>
    public IEnumerable<int> Owners => Inputs.Select(_values.OwnerOf);

    /// <summary>How many elements of scratch memory it wants when it is computed on whole arrays.</summary>
    public int ScratchLength => Operation.ScratchLength(InputShapes, Shape);

    /// <summary>The multiplications, additions and values of functions that it takes, by the plain formula.</summary>
    public long OperationCount => Operation.OperationCount(InputShapes, Shape);

    /// <summary>The shapes of the inputs.</summary>
    public OperandShapes InputShapes => OperandShapes.Of([.. Inputs.Select(_values.ShapeOf)]);

    /// <summary>Whether it reads an array at all.</summary>
    /// <param name="owner">The value that owns the array.</param>
    public bool Reads(int owner)
    {
        foreach (int input in Inputs)
        {
            if (_values.OwnerOf(input) == owner)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it reads an array only along with what it writes, which is as long; or does not read it at all.</summary>
    /// <param name="owner">The value that owns the array.</param>
    public bool ReadsAlong(int owner)
    {
        bool reads = false;
        for (int k = 0; k < Inputs.Length; k++)
        {
            if (_values.OwnerOf(Inputs[k]) == owner)
            {
                reads = true;
                if (!Operation.ReadsAlong(k))
                {
                    return false;
                }
            }
        }

        return !reads || _values.ShapeOf(owner).ElementCount == Shape.ElementCount;
    }

    /// <summary>The same operation on other inputs of the same shapes.</summary>
    /// <param name="inputs">The inputs.</param>
    public Instruction<T> On(int[] inputs) => new(_values, Operation, inputs, Output, IsRecomputed);

    /// <summary>The same once more, on inputs of the same shapes, for another value of the same shape.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="output">The value.</param>
    public Instruction<T> Again(int[] inputs, int output) => new(_values, Operation, inputs, output, isRecomputed: true);
}
