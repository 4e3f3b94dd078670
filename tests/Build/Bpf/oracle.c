/* SPDX-License-Identifier: Apache-2.0 */
/* What libbpf itself finds in an object: oracle OBJECT. Needs no privileges, as nothing is loaded. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, arguments) : 0;
}

static void print_map(const char *what, const struct bpf_map *map)
{
	printf("%s %s %s %u %u %u %u\n", what, bpf_map__name(map), libbpf_bpf_map_type_str(bpf_map__type(map)),
	       bpf_map__max_entries(map), bpf_map__map_flags(map), bpf_map__key_size(map), bpf_map__value_size(map));
}

static void print_sections(const struct btf *btf)
{
	for (__u32 id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *section = btf__name_by_offset(btf, type->name_off);

		if (!btf_is_datasec(type) || (strncmp(section, ".data", 5) && strncmp(section, ".rodata", 7) && strncmp(section, ".bss", 4)))
			continue;

		printf("section %s %u\n", section, type->size);
		for (int i = 0; i < btf_vlen(type); i++) {
			const struct btf_var_secinfo *entry = btf_var_secinfos(type) + i;
			const struct btf_type *variable = btf__type_by_id(btf, entry->type);

			printf("variable %s %s %u %u\n", section, btf__name_by_offset(btf, variable->name_off), entry->offset,
			       entry->size);
		}
	}
}

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct bpf_object *object;
	struct bpf_map *map;

	libbpf_set_print(silent);
	object = bpf_object__open_file(argv[1], NULL);
	if (!object)
		return 1;

	bpf_object__for_each_map(map, object) {
		if (bpf_map__is_internal(map))
			continue;
		print_map("map", map);
		if (bpf_map__inner_map(map))
			print_map("inner", bpf_map__inner_map(map));
	}
	bpf_object__for_each_program(program, object)
		printf("program %s %s\n", bpf_program__name(program), bpf_program__section_name(program));
	print_sections(bpf_object__btf(object));
	bpf_object__close(object);
	return 0;
}
