using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Materials;

/// <summary>
/// A message-passing net: h = relu(atoms W0), then in each round h = relu(h U + b + sum over bonds of relu(h of the neighbour V + bond E)),
/// and at last relu of the sum over the atoms / 16, W1: a vector for a molecule.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Inputs [(tasks,) examples, <see cref="MoleculeRow.Length"/>]; outputs [(tasks,) examples, width]. Source: J. Gilmer, S.
/// Schoenholz, P. Riley, O. Vinyals and G. Dahl, Neural message passing for quantum chemistry, 2017, section 2.</remarks>
internal sealed class MoleculeNet<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // About the number of atoms, so that sums over them are of the size of one.
    private const double Atoms = 16;

    private readonly int _rounds;
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the net.</summary>
    /// <param name="width">The width of everything in it.</param>
    /// <param name="rounds">The number of rounds.</param>
    public MoleculeNet(int width, int rounds)
    {
        _rounds = rounds;
        ParameterSpecification<T> Weight(string name, int inputs) => new(name, [width, inputs], Initializers.HeUniform<T>());
        List<ParameterSpecification<T>> parameters = [Weight("atoms.weight", MoleculeRow.Features)];
        for (int round = 0; round < rounds; round++)
        {
            parameters.Add(Weight($"rounds.{round}.own.weight", width));
            parameters.Add(new($"rounds.{round}.own.bias", [width], Initializers.Constant(T.Zero)));
            parameters.Add(Weight($"rounds.{round}.neighbour.weight", width));
            parameters.Add(Weight($"rounds.{round}.bond.weight", MoleculeRow.Kinds));
        }

        parameters.Add(Weight("molecule.weight", width));
        parameters.Add(new("molecule.bias", [width], Initializers.Constant(T.Zero)));
        _parameters = [.. parameters];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{_rounds} rounds");

    /// <inheritdoc/>
    protected override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        if (input.Shape.Rank is not (2 or 3) || input.Shape[-1] != MoleculeRow.Length)
        {
            throw new ArgumentException($"The net takes [(tasks,) examples, {MoleculeRow.Length}], got {input.Shape}.", nameof(input));
        }

        const int AtomNumbers = MoleculeRow.MostAtoms * MoleculeRow.Features;
        int examples = input.Shape[-2];
        int[] tasks = input.Shape.Rank == 3 ? [input.Shape[0]] : [];
        Variable<T> atoms = input.Slice(-1, 0, AtomNumbers)
            .Reshape([.. tasks, examples * MoleculeRow.MostAtoms, MoleculeRow.Features]);
        Variable<T> sources = Places(input, AtomNumbers, examples, tasks);
        Variable<T> targets = Places(input, AtomNumbers + MoleculeRow.MostEdges, examples, tasks);
        Variable<T> kinds = input.Slice(-1, AtomNumbers + (2 * MoleculeRow.MostEdges), MoleculeRow.MostEdges * MoleculeRow.Kinds)
            .Reshape([.. tasks, examples * MoleculeRow.MostEdges, MoleculeRow.Kinds]);

        // An atom that is none, and a bond that is none, have only zeros.
        Variable<T> isAtom = atoms.Slice(-1, 0, 1);
        Variable<T> isBond = kinds.Sum([kinds.Shape.Rank - 1], keepAxes: true);
        Variable<T> state = Times(atoms, parameters[0]).Relu();
        for (int round = 0; round < _rounds; round++)
        {
            int first = 1 + (4 * round);
            Variable<T> message = (Times(state, parameters[first + 2]).TakeRows(sources) + Times(kinds, parameters[first + 3])).Relu();
            Variable<T> sum = Segments.Sum(message * isBond, targets, examples * MoleculeRow.MostAtoms);
            state = (Times(state, parameters[first]) + Bias(parameters[first + 1]) + sum).Relu() * isAtom;
        }

        T[] owners = new T[examples * MoleculeRow.MostAtoms];
        for (int atom = 0; atom < owners.Length; atom++)
        {
            owners[atom] = T.CreateChecked(atom / MoleculeRow.MostAtoms);
        }

        Variable<T> pooled = Segments.Sum(state, input.Tape.Constant(owners, [owners.Length]), examples) / T.CreateChecked(Atoms);
        return (Times(pooled, parameters[^2]) + Bias(parameters[^1])).Relu();
    }

    // The places of atoms in their molecules, as places among all atoms of a task.
    private static Variable<T> Places(Variable<T> input, int first, int examples, int[] tasks)
    {
        T[] offsets = new T[examples];
        for (int example = 0; example < examples; example++)
        {
            offsets[example] = T.CreateChecked(example * MoleculeRow.MostAtoms);
        }

        return (input.Slice(-1, first, MoleculeRow.MostEdges) + input.Tape.Constant(offsets, [examples, 1]))
            .Reshape([.. tasks, examples * MoleculeRow.MostEdges]);
    }

    private static Variable<T> Times(Variable<T> rows, Variable<T> weight) => rows.MatMul(weight, transposeRight: true);

    private static Variable<T> Bias(Variable<T> bias) => HasTaskAxis(bias, 1) ? bias.InsertAxis(1) : bias;
}
