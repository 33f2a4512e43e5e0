using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>Families of molecules as tasks: some of one family to adapt to, and others of it to judge by.</summary>
/// <param name="name">What the families are, in words.</param>
/// <param name="rows">All molecules as rows.</param>
/// <param name="targets">The numbers of all, as the net should tell them.</param>
/// <param name="families">The families to draw from; each has at least as many molecules as a task.</param>
/// <param name="shots">The number of support molecules.</param>
/// <param name="queries">The number of query molecules.</param>
internal sealed class MoleculeTasks(string name, float[][] rows, float[] targets, int[][] families, int shots, int queries)
    : ITaskDistribution<float>
{
    private readonly TaskLayout _layout = new(
        (EpisodeNames.SupportInputs, [shots, MoleculeRow.Length]),
        (EpisodeNames.SupportTargets, [shots, 1]),
        (EpisodeNames.QueryInputs, [queries, MoleculeRow.Length]),
        (EpisodeNames.QueryTargets, [queries, 1]));

    /// <inheritdoc/>
    public string Description => FormattableString.Invariant(
        $"{name}, {families.Length} families of {families.Sum(static family => family.Length)} molecules, {shots} + {queries}, digest ") +
        FormattableString.Invariant($"{Digest():x16}");

    /// <inheritdoc/>
    public TaskLayout LayoutOf(TaskNumber task) => _layout;

    /// <summary>The family of a task: they take turns.</summary>
    /// <param name="index">The task's number.</param>
    public int FamilyOf(long index) => (int)(index % families.Length);

    /// <summary>The molecules of a task: first those of the support set.</summary>
    /// <param name="task">Which task.</param>
    public int[] Choose(TaskNumber task)
    {
        int[] family = families[FamilyOf(task.Index)];
        int[] chosen = new RandomStream(task.Seed, "molecules of a task", task.Index).Choose(shots + queries, family.Length);
        return [.. chosen.Select(place => family[place])];
    }

    /// <inheritdoc/>
    public void Draw(TaskNumber task, TaskArrays<float> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        int[] chosen = Choose(task);
        for (int k = 0; k < chosen.Length; k++)
        {
            bool support = k < shots;
            int place = support ? k : k - shots;
            rows[chosen[k]].CopyTo(
                arrays[support ? EpisodeNames.SupportInputs : EpisodeNames.QueryInputs].Slice(
                    place * MoleculeRow.Length, MoleculeRow.Length));
            arrays[support ? EpisodeNames.SupportTargets : EpisodeNames.QueryTargets][place] = targets[chosen[k]];
        }
    }

    // Of what is drawn from, so that a training is not continued with other molecules.
    private ulong Digest()
    {
        ulong sum = 14695981039346656037;
        foreach (int molecule in families.SelectMany(static family => family))
        {
            foreach (float number in rows[molecule].Append(targets[molecule]))
            {
                sum = (sum ^ BitConverter.SingleToUInt32Bits(number)) * 1099511628211;
            }
        }

        return sum;
    }
}
