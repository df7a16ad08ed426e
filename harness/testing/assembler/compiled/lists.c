/* Structures, strings, pointers to functions, weak and hidden symbols. */
static const char *const names[] = { "alpha", "beta\n", "gamma\\", "\303\251" };
struct node { struct node *next; const char *name; unsigned flags; } __attribute__((packed));
static struct node pool[16];
int used;
extern int printf(const char *, ...);
__attribute__((weak)) int maybe(void);
__attribute__((visibility("hidden"))) int hidden;

__attribute__((noinline)) static struct node *take(const char *name)
{
    if (used >= 16)
        return 0;
    struct node *node = &pool[used++];
    node->name = name;
    return node;
}
int walk(struct node *node, int (*act)(struct node *))
{
    int sum = 0;
    for (; node; node = node->next)
        sum += act(node);
    return sum;
}
struct node *build(int count)
{
    struct node *head = 0;
    for (int i = 0; i < count; i++) {
        struct node *node = take(names[i & 3]);
        if (!node)
            break;
        node->next = head;
        head = node;
    }
    return head;
}
void report(struct node *node) { for (; node; node = node->next) printf("%s %u\n", node->name, node->flags); }
int call(void) { return (maybe ? maybe() : -1) + hidden; }
