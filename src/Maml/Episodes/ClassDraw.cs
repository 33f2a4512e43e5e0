using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Draws the classes of a task from groups: all of them from one group that is drawn first, or one from each.</summary>
/// <param name="groups">The groups, of class numbers.</param>
/// <param name="perGroup">How many are drawn from a group; 1: from each group one.</param>
internal sealed class ClassDraw(int[][] groups, int perGroup)
{
    /// <summary>Draws without replacement.</summary>
    /// <param name="random">The task's random numbers.</param>
    /// <param name="classes">Where the numbers go; the place of each is its label.</param>
    /// <param name="arrays">Room to work in.</param>
    public void Draw<T>(RandomStream random, Span<int> classes, TaskArrays<T> arrays)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (perGroup == 1)
        {
            for (int label = 0; label < classes.Length; label++)
            {
                classes[label] = groups[label][random.NextInt32(groups[label].Length)];
            }

            return;
        }

        int[] group = groups.Length == 1 ? groups[0] : groups[random.NextInt32(groups.Length)];
        Span<int> all = arrays.Numbers("all classes", group.Length);
        group.CopyTo(all);
        random.Shuffle(all, perGroup);
        all[..perGroup].CopyTo(classes);
    }
}
